import { DeliveryWindow } from '@tutti/core/sync';
import type { Flight } from '@tutti/core/sync';
import type { Opened, Request } from '@tutti/destinations';
import { updateOf } from '@tutti/testing';
import type { ChangeSource, Settlement } from './deliverer';
import { Deliverer } from './deliverer';
import type { UpdateEntry } from './records';
import { openInstance } from './settings';
import { settle, StillTime } from './test-time';
import type { Sent } from './transport';
import { Troubles } from './troubles';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes ok?').toString('base64')}`;

const INSTANCE = {
  ...{ instance: 'crm', destination: 'webhook', allow: [] },
  settings: { url: 'https://example.com', secrets: [SECRET] },
};

/** A partition whose updates are all here already, with nothing between settling and release. */
class Partition implements ChangeSource {
  readonly settlements: (Settlement & { readonly key: string; readonly version: number })[] = [];
  readonly #window = new DeliveryWindow<UpdateEntry>({ from: 0, end: 0, limits: { updates: 1e6, bytes: 1e9 } });

  constructor(...updates: readonly (readonly [id: string, version: number, mode?: UpdateEntry['mode']])[]) {
    updates.forEach(([id, version, mode = 'live'], offset) => {
      const update = updateOf({ id, version, events: 1 });
      const record = { offset, timestamp: 0, key: id, value: null, headers: {} };
      this.#window.add({ offset, update, mode, bytes: 100, record }, -1);
    });
  }

  isHeld = true;
  holds = (): boolean => this.isHeld;
  take = (): Flight<UpdateEntry> | undefined => this.#window.take();
  settled = (flight: Flight<UpdateEntry>, settlement: Settlement): void => {
    this.settlements.push({ ...settlement, key: flight.change.key, version: flight.change.version });
    this.#window.settle(flight);
    this.#window.release(flight);
  };
}

const answered = (status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Sent => ({
  kind: 'answered',
  response: { status, headers, body },
});

const people = (count: number): (readonly [string, number])[] => Array.from({ length: count }, (_, i) => [`p${i}`, 1]);

/** A sink whose other side is a function; remembers what was sent and when. */
function rig(answer: (request: Request, number: number) => Sent | Promise<Sent>, settings: object = {}) {
  const time = new StillTime();
  const sent: { readonly id: string; readonly at: number }[] = [];
  const warnings: object[] = [];
  const state = { closed: 0 };
  const deliverer = new Deliverer({
    opened: open(settings),
    time,
    transport: () => ({
      send: async (request) => {
        sent.push({ id: request.kind === 'http' ? request.headers['webhook-id']! : '', at: time.now() });
        return answer(request, sent.length);
      },
      close: async () => void (state.closed += 1),
    }),
    troubles: new Troubles({ warn: (about: unknown) => void warnings.push(about as object) }, time.now),
  });
  const start = (...partitions: readonly Partition[]): void => {
    for (const partition of partitions) deliverer.join(partition);
    deliverer.wake();
  };
  return { time, sent, warnings, deliverer, start, state };
}

function open(settings: object): Opened {
  return openInstance({ ...INSTANCE, settings: { ...INSTANCE.settings, ...settings } }, {});
}

describe('a deliverer', () => {
  it('sends nothing, nor anything again, while somebody else may own its partitions', async () => {
    const { time, sent, start } = rig((_, number) => answered(number === 1 ? 500 : 204));
    const partition = new Partition(...people(3));
    partition.isHeld = false;
    start(partition);
    await settle();
    expect(sent).toEqual([]);
    partition.isHeld = true;
    await time.pass();
    expect(sent).toHaveLength(3);
    partition.isHeld = false;
    await time.pass();
    await time.pass();
    expect(sent).toHaveLength(3);
    partition.isHeld = true;
    await time.passAll();
    expect(sent).toHaveLength(4);
    expect(partition.settlements).toHaveLength(3);
  });

  it('tries again with the same key until the destination takes it', async () => {
    const { time, sent, start, deliverer } = rig((_, number) => answered(number < 4 ? 500 : 204));
    const partition = new Partition(['ann', 7]);
    start(partition);
    await time.passAll();
    expect(sent.map(({ id }) => id)).toEqual(Array(4).fill('ann@7'));
    expect(partition.settlements).toMatchObject([{ key: 'ann', version: 7, outcome: 'delivered', attempts: 4 }]);
    expect(deliverer.stats()).toMatchObject({ delivered: 1, retries: 3, underWay: 0, waiting: 0 });
  });

  it('waits at least as long as the destination asked for', async () => {
    const { time, sent, start } = rig((_, number) =>
      number === 1 ? answered(429, { 'retry-after': '7' }) : answered(204),
    );
    start(new Partition(['ann', 7]));
    await time.passAll();
    expect(sent[1]!.at - sent[0]!.at).toBeGreaterThanOrEqual(7_000);
  });

  it('lets other profiles go on while one fails', async () => {
    const isAnn = (request: Request): boolean => request.kind === 'http' && request.body.includes('"ann@');
    const { time, start } = rig((request) => answered(isAnn(request) ? 503 : 204));
    const partition = new Partition(['ann', 1], ['bob', 2], ['cy', 3], ['bob', 4]);
    start(partition);
    for (let i = 0; i < 20; i++) await time.pass();
    expect(partition.settlements.map(({ key }) => key).sort()).toEqual(['bob', 'cy']);
  });

  it('rejects what the destination will never take, with what it says, without secrets', async () => {
    const { time, start } = rig(() => answered(422, {}, `no\u0000 such\nfield, ${SECRET} ${'x'.repeat(9_999)}`));
    const partition = new Partition(['ann', 7]);
    start(partition);
    await time.passAll();
    const [{ outcome, code, reason } = { outcome: '', code: '', reason: '' }] = partition.settlements;
    expect([outcome, code]).toEqual(['rejected', 'http-422']);
    expect(reason).toMatch(/^the destination answered 422: no such field, \*\*\* x+$/);
    expect(reason!.length).toBeLessThan(600);
  });

  it('gives up when the time for retries is over', async () => {
    const { time, start, sent } = rig(() => ({ kind: 'failed', reason: 'no answer: ECONNREFUSED' }), {
      retryForMs: 60_000,
    });
    const partition = new Partition(['ann', 7]);
    start(partition);
    await time.passAll();
    expect(partition.settlements).toMatchObject([{ outcome: 'rejected', code: 'delivery-exhausted' }]);
    expect(sent.at(-1)!.at - sent[0]!.at).toBeGreaterThanOrEqual(60_000);
  });

  it('rejects what the destination’s own code cannot translate, and goes on', async () => {
    const { time, start } = rig(() => {
      throw new TypeError('broken');
    });
    const partition = new Partition(['ann', 7], ['bob', 8]);
    start(partition);
    await time.passAll();
    expect(partition.settlements.map(({ code, reason }) => [code, reason])).toEqual(
      Array(2).fill(['destination-failed', 'broken']),
    );
  });

  it('never sends what was computed only to compare', async () => {
    const { time, start, sent } = rig(() => answered(204));
    const partition = new Partition(['ann', 7, 'shadow'], ['bob', 8, 'backfill']);
    start(partition);
    await time.passAll();
    expect(sent.map(({ id }) => id)).toEqual(['bob@8']);
    expect(partition.settlements.map(({ key, outcome }) => [key, outcome]).sort()).toEqual([
      ['ann', 'skipped'],
      ['bob', 'delivered'],
    ]);
  });

  it('keeps to so many requests at once and takes partitions in turn', async () => {
    let most = 0;
    let now = 0;
    const { time, start, sent } = rig(
      async () => {
        most = Math.max(most, ++now);
        await settle();
        now -= 1;
        return answered(204);
      },
      { concurrency: 2 },
    );
    start(new Partition(['a1', 1], ['a2', 2], ['a3', 3]), new Partition(['b1', 1], ['b2', 2], ['b3', 3]));
    for (let i = 0; i < 10; i++) await time.pass();
    expect(most).toBe(2);
    expect(sent.map(({ id }) => id[0]).join('')).toBe('ababab');
  });

  it('keeps to so many requests a second', async () => {
    const { time, start, sent } = rig(() => answered(204), { perSecond: 10 });
    start(new Partition(...people(50)));
    await time.passAll();
    expect(sent).toHaveLength(50);
    expect(sent.at(-1)!.at - sent[0]!.at).toBeGreaterThanOrEqual(4_500);
  });

  it('sends several profiles in one request where the destination takes batches', async () => {
    const { time, start, sent } = rig(() => answered(204), { batchMax: 10, concurrency: 1 });
    const partition = new Partition(...people(25));
    start(partition);
    await time.passAll();
    expect(sent).toHaveLength(3);
    expect(partition.settlements).toHaveLength(25);
  });

  it('finishes what is under way when a partition leaves, and starts nothing more of it', async () => {
    let release: (sent: Sent) => void = () => undefined;
    const { time, start, sent, deliverer, state } = rig(() => new Promise((resolve) => (release = resolve)), {
      concurrency: 1,
    });
    const partition = new Partition(['ann', 1], ['bob', 2]);
    start(partition);
    await settle();
    const left = deliverer.leave(partition);
    release(answered(204));
    await left;
    await time.passAll();
    expect(partition.settlements.map(({ key }) => key)).toEqual(['ann']);
    expect([sent.length, state.closed]).toEqual([1, 1]);
  });

  it('drops retries when a partition leaves, and waits no longer than ten seconds', async () => {
    const { time, start, sent, deliverer } = rig((_, number) =>
      number === 1 ? answered(500) : new Promise(() => undefined),
    );
    const [failing, silent] = [new Partition(['ann', 1]), new Partition(['bob', 2])];
    start(failing, silent);
    await settle();
    await Promise.all([deliverer.leave(failing), deliverer.leave(silent), time.passAll()]);
    expect(sent.map(({ id }) => id)).toEqual(['ann@1', 'bob@2']);
    expect([...failing.settlements, ...silent.settlements]).toEqual([]);
  });

  it('tells of failing attempts in few lines', async () => {
    const { time, start, warnings } = rig((_, number) => answered(number < 100 ? 500 : 204));
    start(new Partition(...people(30)));
    await time.passAll();
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThan(5);
    expect(warnings[0]).toMatchObject({ reason: 'the destination answered 500' });
  });
});
