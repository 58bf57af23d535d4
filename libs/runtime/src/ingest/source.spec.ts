import type { SourceEvent } from '@tutti/contracts';
import type { FencedWriter, GroupOffset, Log, NewRecord } from '@tutti/log';
import { UnknownSchemaError } from '@tutti/log';
import { silentLogger } from '../logger';
import { keyedHash } from '../platform';
import type { LogBench } from './bench';
import { logBench, NOW, SHOP } from './bench';
import type { SourceConsumer, SourceConsumerDeps } from './source-consumer';
import { sourceConsumer } from './source-consumer';

const TOPIC = 'tutti.source.shop.v1';
const GROUP = `tutti.ingest.${TOPIC}`;

const event = (more: Partial<SourceEvent> = {}): SourceEvent => ({
  ...{ type: 'track', messageId: null, event: 'Ordered', name: null, userId: 'u1', anonymousId: null },
  ...{ groupId: null, previousId: null, timestamp: NOW - 1_000, sentAt: null },
  ...{ properties: '{}', traits: '{}', context: '{}', integrations: '{}', ...more },
});

let bench: LogBench;
let consumers: SourceConsumer[];

beforeEach(async () => {
  bench = await logBench();
  consumers = [];
  await bench.log.createTopics([{ topic: TOPIC, partitions: 2, config: {} }]);
});
afterEach(() => Promise.all(consumers.map((consumer) => consumer.stop())));

const append = (value: SourceEvent | Buffer | null, more: Partial<NewRecord> = {}) =>
  bench.log.appender().append([
    {
      ...{ topic: TOPIC, partition: 0, key: 'k', headers: {} },
      value: value === null || Buffer.isBuffer(value) ? value : bench.wire.encode('source', value),
      ...more,
    },
  ]);

function consume(more: Partial<SourceConsumerDeps> = {}): SourceConsumer {
  const failed = (error: Error): void => {
    throw error;
  };
  const consumer = sourceConsumer({
    ...bench.records,
    ...{ log: bench.log, prefix: 'tutti', hash: keyedHash('a secret of tests'), clock: () => NOW },
    ...{ sources: () => [SHOP], logger: silentLogger(), failed },
    ...more,
  });
  consumers.push(consumer);
  return consumer;
}

/** Waits until what is asked for is there: the consumer works on its own. */
async function until<Value>(ask: () => Promise<readonly Value[]>, count: number): Promise<readonly Value[]> {
  for (;;) {
    const found = await ask();
    if (found.length >= count) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the consumer of a source topic', () => {
  it('accepts records by the rules of ingest, with their position as id where they have none', async () => {
    await append(event());
    await append(event({ messageId: 'm2' }), { partition: 1 });
    await consume().start();
    const events = await until(bench.events, 2);
    expect(events.map(({ messageId }) => messageId).sort()).toEqual(['m2', `${TOPIC}/0/0`]);
    expect(events[0]).toMatchObject({ source: 'shop', receivedAt: NOW, acceptedAt: NOW, eventTime: NOW - 1_000 });
  });

  it('passes on what caused an event, its trace, and that it is history', async () => {
    await append(event(), { headers: { mode: 'backfill', traceparent: TRACE, other: 'x' } });
    await append(event({ messageId: 'm2' }), { headers: { mode: 'shadow' } });
    await consume().start();
    await until(bench.events, 2);
    const headers = (await bench.read('tutti.identity.in.v1')).map((record) => record.headers);
    expect(headers[0]).toEqual({
      mode: 'backfill',
      traceparent: TRACE,
      cause: `${TOPIC}/0/0`,
      revision: '7',
      version: expect.any(String),
    });
    expect(headers[1]).toMatchObject({ mode: 'live', cause: `${TOPIC}/0/1` });
  });

  it('keeps what is no event as a dead letter with its position and bytes, and goes on', async () => {
    await append(Buffer.from('not avro'));
    await append(null);
    await append(event({ userId: null }), { key: 'k3' });
    await append(event({ messageId: 'm4' }));
    await consume().start();
    expect(await until(bench.events, 1)).toMatchObject([{ messageId: 'm4' }]);
    const letters = [...(await bench.letters())].sort((a, b) => a.offset - b.offset);
    expect(letters).toMatchObject([
      { stage: 'ingest', code: 'bad-magic', topic: TOPIC, partition: 0, offset: 0, key: 'k' },
      { code: 'no-value', offset: 1 },
      { code: 'invalid-event', offset: 2, key: 'k3', violations: [{ field: 'userId' }] },
    ]);
    expect(Buffer.from(letters[0]?.bytes ?? []).toString()).toBe('not avro');
  });

  it('asks the registry for a schema that it has not met', async () => {
    await append(event({ messageId: 'm1' }));
    const learned: number[] = [];
    await consume({
      wire: {
        ...bench.wire,
        learn: async (id) => void learned.push(id),
        decode: (topic, bytes) => {
          if (learned.length === 0) throw new UnknownSchemaError(9);
          return bench.wire.decode(topic, bytes);
        },
      },
    }).start();
    expect(await until(bench.events, 1)).toMatchObject([{ messageId: 'm1' }]);
    expect(learned).toEqual([9]);
  });

  it('commits its position with the events: the next one goes on after them', async () => {
    await append(event({ messageId: 'm1' }));
    const first = consume();
    await first.start();
    await until(bench.events, 1);
    await first.stop();
    expect(await bench.log.groupOffset(GROUP, { topic: TOPIC, partition: 0 })).toBe(1);
    await append(event({ messageId: 'm2' }));
    await consume().start();
    expect((await until(bench.events, 2)).map(({ messageId }) => messageId)).toEqual(['m1', 'm2']);
  });

  it('neither loses nor repeats an event when the outcome of a commit is unknown', async () => {
    for (const happened of [true, false]) {
      await append(event({ messageId: `happened: ${happened}` }));
      const consumer = consume({ log: doubtfulOnce(bench.log, happened) });
      await consumer.start();
      const position = happened ? 1 : 2;
      while ((await bench.log.groupOffset(GROUP, { topic: TOPIC, partition: 0 })) !== position) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await append(event({ messageId: `after ${happened}` }), { partition: 1 });
      await until(bench.events, happened ? 2 : 4);
      await consumer.stop();
    }
    const ids = (await bench.events()).map(({ messageId }) => messageId);
    expect(ids.sort()).toEqual(['after false', 'after true', 'happened: false', 'happened: true']);
  });

  it('cannot commit after another process took its partition', async () => {
    await append(event({ messageId: 'm1' }));
    const late = pausedWriter(bench.log);
    await consume({ log: late.log }).start();
    await late.reached;
    const newer = bench.log.writer(`tutti.ingest.${TOPIC}.0`);
    await newer.open();
    late.go();
    expect(await late.outcome).toBe('fenced');
    expect(await bench.events()).toEqual([]);
  });

  it('follows the configuration: a source that comes is read, one that goes is left', async () => {
    const app = { ...SHOP, name: 'app' };
    let sources = [SHOP];
    const consumer = consume({ sources: () => sources });
    await consumer.start();
    sources = [app, { ...SHOP, topic: false }];
    await consumer.refresh();
    await bench.log.createTopics([{ topic: 'tutti.source.app.v1', partitions: 3, config: {} }]);
    await consumer.refresh();
    await append(event({ messageId: 'left' }));
    await append(event({ messageId: 'came' }), { topic: 'tutti.source.app.v1', partition: 2 });
    expect(await until(bench.events, 1)).toMatchObject([{ messageId: 'came', source: 'app' }]);
    expect([...consumer.states().keys()].every((name) => name.startsWith('tutti.source.app.v1/'))).toBe(true);
  });
});

/** A log whose first commit ends without an answer, whether it happened or not. */
function doubtfulOnce(log: Log, happened: boolean): Log {
  let left = 1;
  const writer = (id: string): FencedWriter => {
    const inner = log.writer(id);
    const commit = async (records: readonly NewRecord[], offset?: GroupOffset) => {
      if (left-- <= 0) return inner.commit(records, offset);
      if (happened) await inner.commit(records, offset);
      return { kind: 'unknown', cause: new Error('no answer') } as const;
    };
    return { open: () => inner.open(), close: () => inner.close(), commit };
  };
  return { ...log, writer };
}

/** A log whose first commit waits until the test lets it go. */
function pausedWriter(log: Log) {
  const reached = deferred<void>();
  const go = deferred<void>();
  const outcome = deferred<string>();
  const writer = (id: string): FencedWriter => {
    const inner = log.writer(id);
    const commit = async (records: readonly NewRecord[], offset?: GroupOffset) => {
      reached.resolve();
      await go.promise;
      const result = await inner.commit(records, offset);
      outcome.resolve(result.kind);
      return result;
    };
    return { open: () => inner.open(), close: () => inner.close(), commit };
  };
  return { log: { ...log, writer }, reached: reached.promise, go: go.resolve, outcome: outcome.promise };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((given) => (resolve = given));
  return { promise, resolve };
}
