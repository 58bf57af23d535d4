import { endpointsOf, givenEndpoints } from '../endpoints';
import { localServers } from '../plans';
import { redisFor } from '../unpack';
import { settingsHere } from './kafka';
import { isNewEnough } from './redis';

const PORTS = { kafka: 1, controller: 2, registry: 3, redis: 4 };

test('each given endpoint replaces one local server', () => {
  expect(localServers({})).toEqual(['kafka', 'redis', 'registry']);
  expect(localServers({ brokers: 'k:9092' })).toEqual(['redis', 'registry']);
  expect(localServers(givenEndpoints({ TUTTI_REDIS_URL: 'redis://r', TUTTI_REGISTRY_URL: 'http://g' }))).toEqual([
    'kafka',
  ]);
});

test('an empty variable gives nothing', () => {
  expect(givenEndpoints({ TUTTI_BROKERS: '', TUTTI_REDIS_URL: '' })).toEqual({});
});

test('addresses are the given ones, and local ones for the rest', () => {
  expect(endpointsOf({ brokers: 'k:9092' }, PORTS)).toEqual({
    brokers: 'k:9092',
    registryUrl: 'http://127.0.0.1:3/apis/ccompat/v7',
    redisUrl: 'redis://127.0.0.1:4',
  });
});

test('the broker listens on the loopback address only', () => {
  const listeners = /^listeners=(.*)$/m.exec(settingsHere({ folder: '/data', ports: PORTS }))?.[1];
  expect(listeners).toBe('PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2');
});

test('a Redis older than 6.2 is passed over', () => {
  expect(['5.0.14', '6.0.16', '6.2.0', '6.2.14', '7.0.15', '8.2.1'].map(isNewEnough)).toEqual([
    ...[false, false, true, true, true, true],
  ]);
});

test('the downloaded jar has a Redis for common systems, and says so where it has none', () => {
  expect(redisFor('linux', 'x64')).toMatch(/linux-amd64$/);
  expect(redisFor('darwin', 'arm64')).toMatch(/darwin-arm64$/);
  expect(redisFor('sunos', 'x64')).toBeUndefined();
});
