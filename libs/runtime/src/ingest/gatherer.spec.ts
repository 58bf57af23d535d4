import type { Appender, NewRecord, WrittenOffsets } from '@tutti/log';
import { LogError } from '@tutti/log';
import { Gatherer } from './gatherer';

interface Held {
  readonly records: readonly NewRecord[];
  readonly end: (error?: Error) => void;
}

/** An appender whose appends end when the test says so. */
function heldAppender(): { readonly appender: Appender; readonly held: readonly Held[] } {
  const held: Held[] = [];
  const append = (records: readonly NewRecord[]): Promise<WrittenOffsets> =>
    new Promise((resolve, reject) => {
      held.push({ records, end: (error) => (error === undefined ? resolve(new Map()) : reject(error)) });
    });
  return { appender: { append, close: async () => undefined }, held };
}

const record = (key: string, bytes = 1): NewRecord => ({
  topic: 't',
  partition: 0,
  key,
  value: Buffer.alloc(bytes),
  headers: {},
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('gathering records', () => {
  it('appends those of one turn together and in order', async () => {
    const { appender, held } = heldAppender();
    const gatherer = new Gatherer(appender);
    for (const key of ['a', 'b', 'c']) void gatherer.append([record(key)]);
    await turn();
    expect(held.map(({ records }) => records.map(({ key }) => key))).toEqual([['a', 'b', 'c']]);
  });

  it('keeps two appends under way, and lets the rest go together with the next', async () => {
    const { appender, held } = heldAppender();
    const gatherer = new Gatherer(appender);
    for (const key of ['a', 'b', 'c', 'd']) {
      void gatherer.append([record(key)]);
      await turn();
    }
    expect(held.length).toBe(2);
    held[0]?.end();
    await turn();
    expect(held.map(({ records }) => records.map(({ key }) => key))).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('tells exactly those requests whose append failed', async () => {
    const { appender, held } = heldAppender();
    const gatherer = new Gatherer(appender);
    const first = [gatherer.append([record('a')]), gatherer.append([record('b')])];
    await turn();
    const second = gatherer.append([record('c')]);
    await turn();
    held[0]?.end(new LogError('doubtful', 'no answer'));
    held[1]?.end();
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(second).resolves.toBeUndefined();
  });

  it('refuses at once what would wait behind too much, and goes on afterwards', async () => {
    const { appender, held } = heldAppender();
    const gatherer = new Gatherer(appender);
    const accepted = Array.from({ length: 64 }, () => gatherer.append([record('a', 1024 * 1024)]));
    await expect(gatherer.append([record('b')])).rejects.toMatchObject({ code: 'unavailable' });
    for (let i = 0; i < 64; i++) {
      await turn();
      held[i]?.end();
    }
    await Promise.all(accepted);
    void gatherer.append([record('c')]);
    await turn();
    expect(held.at(-1)?.records[0]?.key).toBe('c');
  });

  it('appends what it was given before it is closed, and nothing after', async () => {
    const { appender, held } = heldAppender();
    const gatherer = new Gatherer(appender);
    const given = gatherer.append([record('a')]);
    let closed = false;
    const closing = gatherer.close().then(() => (closed = true));
    await expect(gatherer.append([record('b')])).rejects.toMatchObject({ code: 'closed' });
    await turn();
    expect(closed).toBe(false);
    held[0]?.end();
    await Promise.all([given, closing]);
    expect(held.length).toBe(1);
  });
});
