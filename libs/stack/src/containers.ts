import { spawnSync } from 'node:child_process';
import type { StartedNetwork, StartedTestContainer } from 'testcontainers';
import { freePort } from './ports';
import type { TemporaryStack } from './temporary';

const READY_MS = 120_000;

/** The images of deploy/compose.yaml, under the same variables. */
const IMAGES = {
  kafka: process.env['KAFKA_IMAGE'] || 'apache/kafka:4.1.1',
  registry: process.env['REGISTRY_IMAGE'] || 'apicurio/apicurio-registry:3.0.9',
  redis: process.env['REDIS_IMAGE'] || 'redis:7-alpine',
};

/** Whether a Docker engine answers that has every image already: nothing is pulled for a test. */
export function hasContainers(): boolean {
  const { status } = spawnSync('docker', ['image', 'inspect', ...Object.values(IMAGES)], {
    stdio: 'ignore',
    timeout: 10_000,
  });
  return status === 0;
}

/** Kafka, registry and Redis in containers of their own network. */
export async function containerStack(): Promise<TemporaryStack> {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'; // one image less; `stop` removes what was started
  const { Network } = await import('testcontainers');
  const network = await new Network().start();
  const started: StartedTestContainer[] = [];
  const stop = async (): Promise<void> => {
    for (const container of [...started].reverse()) await container.stop();
    await network.stop();
  };
  try {
    const kafkaPort = await freePort();
    started.push(await kafka(network, kafkaPort));
    const [registryServer, redisServer] = await Promise.all([registry(network), redis(network)]);
    started.push(registryServer, redisServer);
    const endpoints = {
      brokers: `127.0.0.1:${kafkaPort}`,
      registryUrl: `http://${registryServer.getHost()}:${registryServer.getMappedPort(8080)}/apis/ccompat/v7`,
      redisUrl: `redis://${redisServer.getHost()}:${redisServer.getMappedPort(6379)}`,
    };
    return { endpoints, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Clients on this machine and the registry's container reach the broker under different names. */
async function kafka(network: StartedNetwork, port: number): Promise<StartedTestContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  return new GenericContainer(IMAGES.kafka)
    .withNetwork(network)
    .withNetworkAliases('kafka')
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'OUTSIDE://:9092,INSIDE://:9094,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `OUTSIDE://127.0.0.1:${port},INSIDE://kafka:9094`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      ...SMALL_BROKER,
    })
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(READY_MS)
    .start();
}

/** What deploy/local/kafka.properties says, as far as tests see it. */
const SMALL_BROKER = {
  KAFKA_LOG_DIRS: '/tmp/kafka',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_LOG_RETENTION_MS: '-1',
  KAFKA_DEFAULT_REPLICATION_FACTOR: '1',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '4',
  KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS: '1000',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
  KAFKA_HEAP_OPTS: '-Xms64m -Xmx400m',
};

async function registry(network: StartedNetwork): Promise<StartedTestContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  return new GenericContainer(IMAGES.registry)
    .withNetwork(network)
    .withExposedPorts(8080)
    .withEnvironment({
      APICURIO_STORAGE_KIND: 'kafkasql',
      APICURIO_KAFKASQL_BOOTSTRAP_SERVERS: 'kafka:9094',
      APICURIO_KAFKASQL_CONSUMER_POLL_TIMEOUT: '500',
    })
    .withWaitStrategy(Wait.forHttp('/health/ready', 8080))
    .withStartupTimeout(READY_MS)
    .start();
}

async function redis(network: StartedNetwork): Promise<StartedTestContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  return new GenericContainer(IMAGES.redis)
    .withNetwork(network)
    .withExposedPorts(6379)
    .withCommand(['redis-server', '--save', '', '--maxmemory-policy', 'noeviction', '--protected-mode', 'no'])
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(READY_MS)
    .start();
}
