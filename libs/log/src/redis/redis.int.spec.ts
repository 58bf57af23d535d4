import { randomUUID } from 'node:crypto';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describeWith } from '@tutti/testing';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { stateStoreLaws } from '../laws/state-store';
import type { CacheWrite, StatePartition } from '../ports';
import { chunksOf } from './chunks';
import { claim, defineCommands, reset, writeChunk } from './commands';
import { keysOf } from './keys';
import { redisStateReader } from './state-reader';
import { redisStateStore } from './state-store';

const url = process.env['TUTTI_REDIS_URL'] ?? '';
const at: StatePartition = { stage: 'identity', partition: 3 };
const write: CacheWrite = {
  ...{ epoch: 1, from: 0, to: 10, progress: Buffer.from('p'), at: 1_000, isWhole: true },
  entries: new Map([['a', Buffer.from('A')]]),
};

describeWith(['stack'], 'Redis', () => {
  const run = `t${randomUUID().slice(0, 8)}`;
  let made = 0;
  const newPrefix = (): string => `${run}-${made++}`;
  const redis = new Redis(url, { lazyConnect: true });
  const open: { close: () => Promise<void> }[] = [];
  const closedLater = <Thing extends { close: () => Promise<void> }>(thing: Thing): Thing => (open.push(thing), thing);
  const storeOf = (prefix: string) => closedLater(redisStateStore({ url, prefix }));

  beforeAll(async () => {
    await redis.connect();
    defineCommands(redis);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });

  afterAll(async () => {
    for await (const keys of redis.scanStream({ match: `{${run}-*` })) {
      if (Array.isArray(keys) && keys.length > 0) await redis.unlink(keys.map(String));
    }
    redis.disconnect();
  });

  stateStoreLaws('redis', () => redisStateStore({ url, prefix: newPrefix() }));

  it('shows the read-only half what the owner wrote', async () => {
    const prefix = newPrefix();
    const [store, reader] = [storeOf(prefix), closedLater(redisStateReader({ url, prefix }))];
    await store.reset(at, 1, 0);
    await store.write(at, write);
    expect(await reader.watermark(at)).toEqual(await store.watermark(at));
    expect(await reader.read(at, ['a', 'b'])).toEqual(await store.read(at, ['a', 'b']));
    expect(await reader.count(at)).toBe(1);
  });

  it('reports a gap after Redis lost everything, and goes on after a reset', async () => {
    const prefix = newPrefix();
    const store = storeOf(prefix);
    await store.reset(at, 1, 0);
    await store.write(at, write);
    await redis.del(keysOf(prefix, at).states, keysOf(prefix, at).watermark);
    expect(await store.write(at, { ...write, from: 10, to: 20 })).toBe('gap');
    expect(await store.read(at, ['a'])).toEqual({ stateOffset: undefined, states: new Map() });
    await store.reset(at, 1, 0);
    expect(await store.write(at, { ...write, to: 20 })).toBe('written');
  });

  it('finishes a write whose connection is cut again and again', async () => {
    const cuts = closedLater(await cuttingProxy(new URL(url), [1, 70_000, 200_000, 300_000]));
    const store = closedLater(redisStateStore({ url: cuts.url, prefix: newPrefix() }));
    const entries = new Map(Array.from({ length: 1_300 }, (_, i) => [`key-${i}`, Buffer.alloc(400, i)]));
    await store.reset(at, 1, 0);
    expect(await store.write(at, { ...write, entries })).toBe('written');
    const { states, stateOffset } = await store.read(at, [...entries.keys()]);
    expect(stateOffset).toBe(write.to);
    expect([...entries].filter(([key, state]) => !states.get(key)?.equals(state))).toEqual([]);
    expect(cuts.left()).toBe(0);
  });

  it('is what the log says after an owner died in the middle of a write, and goes back in time for no key', async () => {
    await fc.assert(
      fc.asyncProperty(deaths, async ({ log, to, parts, cuts }) => {
        const prefix = newPrefix();
        const keys = keysOf(prefix, at);
        const dying = partOf(log, { epoch: 1, from: 0, to: Math.min(to, log.length) });
        const chunks = chunksOf(dying, { entriesMax: 1, bytesMax: 100 }).filter(({ last }) => !last);
        await reset(redis, keys, dying);
        for (const chunk of chunks.slice(0, parts)) await writeChunk(redis, keys, { ...dying, chunk });
        expect(await claim(redis, keys, 2)).toBe('claimed');

        const store = storeOf(prefix);
        const early = (await store.read(at, KEYS)).states;
        const ends = [...new Set(cuts.filter((cut) => cut < log.length)), log.length].sort((a, b) => a - b);
        for (const [i, end] of ends.entries()) {
          expect(await store.write(at, partOf(log, { epoch: 2, from: ends[i - 1] ?? 0, to: end }))).toBe('written');
          if (end < dying.to) expect((await store.read(at, [...early.keys()])).states).toEqual(early);
        }
        const kept = [...new Map(log)].filter(([, state]) => state !== null);
        expect((await store.read(at, KEYS)).states).toEqual(new Map(kept));
        expect(await writeChunk(redis, keys, { ...dying, chunk: { entries: [], last: true } })).toBe('fenced');
      }),
      { numRuns: 60 },
    );
  });
});

const KEYS = ['a', 'b', 'c', 'd'];

/** A state topic, a write of its first `to` records of which only `parts` got done, and where the successor cuts the log. */
const deaths = fc.record({
  log: fc.array(
    fc.tuple(fc.constantFrom(...KEYS), fc.option(fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)))),
    { minLength: 1, maxLength: 12 },
  ),
  to: fc.nat(12),
  parts: fc.nat(4),
  cuts: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
});

const partOf = (
  log: readonly (readonly [string, Buffer | null])[],
  { epoch, from, to }: Pick<CacheWrite, 'epoch' | 'from' | 'to'>,
): CacheWrite => ({
  epoch,
  from,
  to,
  progress: Buffer.from(`p${to}`),
  at: 1,
  isWhole: true,
  entries: new Map(log.slice(from, to)),
});

/** Passes everything on to the server, but cuts each of the first connections after so many bytes. */
async function cuttingProxy(target: URL, cuts: number[]) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 6379), target.hostname);
    let left = cuts.shift() ?? Infinity;
    client.on('data', (bytes) => {
      left -= bytes.length;
      if (left >= 0) upstream.write(bytes);
      else [client, upstream].forEach((socket) => socket.destroy());
    });
    upstream.pipe(client);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    left: () => cuts.length,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
