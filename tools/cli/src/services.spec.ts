import { chosen, serviceEnvironment, servicePlans } from './services';

const ports = { ingest: 7070, api: 7071 };
const namesOf = (separate: boolean): readonly string[] =>
  servicePlans({ separate, instances: ['crm', 'mail'], ports }).map(({ name }) => name);

describe('services', () => {
  test('are one process', () => {
    expect(servicePlans({ separate: false, instances: ['crm'], ports })).toEqual([
      { name: 'services', bundle: 'all', healthPort: 7070, ports: [7070, 7071], instance: undefined },
    ]);
  });

  test('are one process each, and one per destination instance, when they are separate', () => {
    expect([...namesOf(true)].sort()).toEqual(
      ['api', 'identity', 'ingest', 'profile-compute', 'segment-evaluator', 'sink.crm', 'sink.mail'].sort(),
    );
  });

  test('take events last, when everybody who reads them is there', () => {
    expect(namesOf(true).at(-1)).toBe('ingest');
  });
});

describe('the environment of a service', () => {
  const endpoints = { brokers: 'b:1', registryUrl: 'http://r', redisUrl: 'redis://d' };
  const facts = { endpoints, ports, prefix: 'tutti', secret: 's', writeKey: 'k', operatorKey: 'o' };

  test('names everything it reads', () => {
    expect(serviceEnvironment(facts, { instance: 'crm' }, 5000)).toEqual({
      ...{ TUTTI_BROKERS: 'b:1', TUTTI_REGISTRY_URL: 'http://r', TUTTI_REDIS_URL: 'redis://d', TUTTI_PREFIX: 'tutti' },
      ...{ TUTTI_SECRET: 's', TUTTI_WRITE_KEY: 'k', TUTTI_PROFILE: 'local', TUTTI_HEALTH_PORT: '5000' },
      ...{ TUTTI_INGEST_PORT: '7070', TUTTI_API_PORT: '7071', TUTTI_INSTANCE: 'crm', TUTTI_OPERATOR_KEY: 'o' },
    });
  });
});

describe('a name on the command line', () => {
  const names = ['kafka', 'identity', 'sink.crm', 'sink.mail'];

  test('is one process, and sink is every sink', () => {
    expect(chosen(names, 'identity')).toEqual(['identity']);
    expect(chosen(names, 'sink')).toEqual(['sink.crm', 'sink.mail']);
  });

  test('that is nothing lists what there is', () => {
    expect(() => chosen(names, 'idenity')).toThrow('there is no process "idenity"; there are: kafka, identity');
  });
});
