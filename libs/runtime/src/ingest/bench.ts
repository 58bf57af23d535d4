import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { fastify } from 'fastify';
import type { DeadLetter, Event, TopicName, TopicValue } from '@tutti/contracts';
import { identifierReader } from '@tutti/core/ingest';
import type { Source } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE, identifierRules } from '@tutti/core/workspace';
import type { Appender, Log, LogRecord, WireCodec } from '@tutti/log';
import { memoryLog, memoryRegistry, partitionOf, registerSchemas, wireCodec } from '@tutti/log';
import { silentLogger } from '../logger';
import { keyedHash } from '../platform';
import type { IngestDeps, RecordDeps } from './deps';
import { ingestRoutes } from './routes';

/** For specs: when nobody turns the clock, it is this late. */
export const NOW = Date.UTC(2024, 4, 1, 12);

const PREFIX = 'tutti';
const TOPICS = { identityIn: 'tutti.identity.in.v1', deadLetters: 'tutti.dead-letters.v1', partitions: 4 };

/** For specs: a source. */
export const SHOP: Source = { name: 'shop', writeKey: 'shop-key', eventsPerSecond: 1_000, topic: true };

/** For specs: Basic authorization with a write key. */
export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

/** For specs: headers of a server library. */
export const AUTHORISED = { authorization: basic(SHOP.writeKey), 'content-type': 'application/json' };

/** For specs: a log in memory with ingest's topics, and what was written to them. */
export interface LogBench {
  readonly log: Log;
  readonly wire: WireCodec;
  readonly records: RecordDeps;
  readonly events: () => Promise<readonly Event[]>;
  readonly letters: () => Promise<readonly DeadLetter[]>;
  /** Records of a topic as they stand, of all partitions. */
  readonly read: (topic: string) => Promise<readonly LogRecord[]>;
}

/** A new log with empty topics. */
export async function logBench(): Promise<LogBench> {
  const log = memoryLog({ now: () => NOW });
  const registry = memoryRegistry();
  await registerSchemas(registry, PREFIX);
  const wire = await wireCodec({ registry, prefix: PREFIX, strict: true });
  const reader = identifierReader(identifierRules(EMPTY_WORKSPACE));
  const names = [TOPICS.identityIn, TOPICS.deadLetters];
  await log.createTopics(names.map((topic) => ({ topic, partitions: TOPICS.partitions, config: {} })));
  const read = (topic: string): Promise<readonly LogRecord[]> => readAll(log, topic);
  const values = async <Topic extends TopicName>(topic: Topic, name: string): Promise<readonly TopicValue[Topic][]> =>
    (await read(name)).map(({ value }) => wire.decode(topic, value ?? Buffer.alloc(0)));
  return {
    ...{ log, wire, read },
    records: { wire, topics: TOPICS, partitionOf, revision: () => 7, identifiers: () => reader },
    events: async () => (await values('identity.in', TOPICS.identityIn)).flatMap(({ event }) => event ?? []),
    letters: () => values('dead-letters', TOPICS.deadLetters),
  };
}

/** For specs: ingest's HTTP half on a memory log. */
export interface HttpBench extends LogBench {
  readonly app: FastifyInstance;
  /** Sends a body, as JSON unless it is bytes, and the write key of `SHOP` unless other headers are given. */
  readonly post: (
    url: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
  /** Turns the clock on. */
  readonly pass: (ms: number) => void;
}

/** `appender` may stand between ingest and the log, to make it fail. */
export async function httpBench(
  settings: { readonly sources?: readonly Source[]; readonly appender?: (inner: Appender) => Appender } = {},
): Promise<HttpBench> {
  const bench = await logBench();
  const { sources = [SHOP], appender = (inner: Appender) => inner } = settings;
  let [now, ids] = [NOW, 0];
  const deps: IngestDeps = {
    ...bench.records,
    sources: () => sources,
    appender: appender(bench.log.appender()),
    hash: keyedHash('a secret of tests'),
    clock: () => now,
    newId: () => `made-${(ids += 1)}`,
    logger: silentLogger(),
  };
  const app = fastify();
  ingestRoutes(app, deps);
  await app.ready();
  const post: HttpBench['post'] = (url, body, headers = AUTHORISED) =>
    app.inject({ method: 'POST', url, headers, payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) });
  return { ...bench, app, post, pass: (ms) => void (now += ms) };
}

async function readAll(log: Log, topic: string): Promise<readonly LogRecord[]> {
  const partitions = await log.partitionsOf(topic);
  const found = await Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const reader = log.reader({ topic, partition });
      const { end } = await log.boundsOf({ topic, partition });
      const records: LogRecord[] = [];
      for (let from = 0; from < end;) {
        const batch = await reader.read(from, { waitMsMax: 0, bytesMax: 64 * 1024 * 1024 });
        records.push(...batch.records);
        from = batch.nextOffset;
      }
      await reader.close();
      return records;
    }),
  );
  return found.flat();
}
