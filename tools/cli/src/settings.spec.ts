import { portsFrom, portVariables, PORTS } from './settings';

const DEFAULTS = Object.fromEntries(PORTS.map(({ name, fallback }) => [name, fallback]));

describe('a port is', () => {
  test('the default, unless the environment names another, unless a flag does', () => {
    expect(portsFrom({}, {})).toEqual(DEFAULTS);
    expect(portsFrom({}, { TUTTI_KAFKA_PORT: '29092' }).kafka).toBe(29_092);
    expect(portsFrom({ kafkaPort: '39092' }, { TUTTI_KAFKA_PORT: '29092' }).kafka).toBe(39_092);
    expect(portsFrom({}, { TUTTI_KAFKA_PORT: '' })).toEqual(DEFAULTS);
  });

  test('the same for a background process that is given the variables', () => {
    const ports = portsFrom({ apiPort: '8000', redisPort: '8001' }, {});
    expect(portsFrom({}, portVariables(ports))).toEqual(ports);
  });

  test('refused with every problem at once', () => {
    expect(() => portsFrom({ kafkaPort: 'x', redisPort: '0' }, { TUTTI_API_PORT: '70000' })).toThrow(
      /"70000" is no port for the api; "x" is no port for Kafka; "0" is no port for Redis/,
    );
  });

  test('refused when two have the same', () => {
    expect(() => portsFrom({ apiPort: '7070' }, {})).toThrow(/ingest and the api have the same port 7070/);
  });
});
