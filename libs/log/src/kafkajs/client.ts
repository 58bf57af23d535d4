import type { LogEntry } from 'kafkajs';
import { logLevel } from 'kafkajs';
import { version } from 'kafkajs/package.json';
import Broker from 'kafkajs/src/broker';
import type { Logger } from 'kafkajs/src/loggers';
import { createLogger } from 'kafkajs/src/loggers';
import type { ConnectionOptions } from 'kafkajs/src/network/connection';
import Connection from 'kafkajs/src/network/connection';
import ConnectionPool from 'kafkajs/src/network/connectionPool';
import createSocketFactory from 'kafkajs/src/network/socketFactory';
import { quietRequestQueue } from './request-queue';
import { REQUEST_MS_MAX } from './trouble';

/** The only version whose internals this folder was read and tested against. */
const KAFKAJS_VERSION = '2.2.4';
const CONNECT_MS_MAX = 3_000;

/** Told what the client has to say, warnings and errors only. */
export type LogLogger = (level: 'warn' | 'error', message: string, facts: Readonly<Record<string, unknown>>) => void;

/** Where Kafka is and who we are. `brokers`: bootstrap addresses, `host:port`. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger?: LogLogger;
}

/** Host and port of one broker, as it advertises itself. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Makes connections, not yet connected, that share settings and logging. */
export interface Client {
  readonly bootstrap: readonly Address[];
  /** One connection, for a request that waits at the broker. */
  readonly connection: (address: Address) => Connection;
  /** A broker with connections of its own, for everything else. */
  readonly broker: (address: Address) => Broker;
}

/** Throws unless the installed kafkajs is exactly the version this folder was written against. */
export function kafkaClient(settings: KafkaSettings): Client {
  refuseOtherVersions();
  quietRequestQueue();
  const logger = createLogger({ level: logLevel.WARN, logCreator: () => forward(settings.logger) });
  const options = (address: Address): ConnectionOptions => ({ ...address, ...common(settings, logger) });
  return {
    bootstrap: settings.brokers.map(addressOf),
    connection: (address) => new Connection(options(address)),
    broker: (address) =>
      new Broker({ connectionPool: new ConnectionPool(options(address)), logger, allowAutoTopicCreation: false }),
  };
}

function refuseOtherVersions(): void {
  if (version === KAFKAJS_VERSION) return;
  throw new Error(
    `kafkajs is ${version}, but libs/log/src/kafkajs uses internals of ${KAFKAJS_VERSION}; install that version`,
  );
}

const common = (settings: KafkaSettings, logger: Logger): Omit<ConnectionOptions, 'host' | 'port'> => ({
  clientId: settings.clientId,
  logger,
  socketFactory: createSocketFactory(),
  connectionTimeout: CONNECT_MS_MAX,
  requestTimeout: REQUEST_MS_MAX,
});

/** Refusals in responses reach the caller as errors, who knows which of them are normal; they are not logged twice. */
const forward =
  (logger: LogLogger | undefined) =>
  ({ level, log: { message, ...facts } }: LogEntry): void => {
    if (logger === undefined || message.startsWith('Response ')) return;
    logger(level === logLevel.ERROR ? 'error' : 'warn', message, facts);
  };

function addressOf(broker: string): Address {
  const colon = broker.lastIndexOf(':');
  const port = Number(broker.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 1) throw new Error(`broker address "${broker}" is not host:port`);
  return { host: broker.slice(0, colon), port };
}
