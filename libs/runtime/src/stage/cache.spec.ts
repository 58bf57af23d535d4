import type { Event } from '@tutti/contracts';
import { codecs, identityIn, keyOf } from '@tutti/contracts';
import type { StateStore } from '@tutti/log';
import { LogError, memoryStateStore } from '@tutti/log';
import { anEvent, eventHistories } from '@tutti/testing';
import fc from 'fast-check';
import { identity } from '../stages';
import { stageContext } from './context';
import { StageTask } from './task';
import type { TestPlatform } from './test-platform';
import { testPlatform } from './test-platform';

/** What happens to the cache before a step of a history. */
type Trouble = 'none' | 'away' | 'emptied' | 'dumped' | 'another owner' | 'rolled back';

const troubled = fc.array(
  fc.record({
    events: eventHistories({ lengthMax: 8 }),
    trouble: fc.constantFrom<Trouble>('none', 'away', 'emptied', 'dumped', 'another owner', 'rolled back'),
  }),
  { minLength: 1, maxLength: 8 },
);

/** A cache that goes away, is emptied, and comes back as it was at an earlier time, as a Redis from its last dump. */
class Cache {
  isAway = false;
  #now: StateStore = memoryStateStore();
  /** Gets every write until it is what the cache is rolled back to. */
  #earlier: StateStore | undefined;

  readonly store: StateStore = {
    watermark: (partition) => this.#ask(() => this.#now.watermark(partition)),
    read: (partition, keys) => this.#ask(() => this.#now.read(partition, keys)),
    count: (partition) => this.#ask(() => this.#now.count(partition)),
    claim: (partition, epoch) => this.#ask(() => this.#both((store) => store.claim(partition, epoch))),
    write: (partition, write) => this.#ask(() => this.#both((store) => store.write(partition, write))),
    reset: (partition, epoch, from) => this.#ask(() => this.#both((store) => store.reset(partition, epoch, from))),
    close: async () => undefined,
  };

  #isRemembering = true;

  meet(trouble: Trouble): void {
    this.isAway = trouble === 'away';
    if (trouble === 'emptied') this.#begin(memoryStateStore(), memoryStateStore());
    if (trouble === 'dumped') this.#isRemembering = false;
    if (trouble === 'rolled back' && this.#earlier !== undefined) this.#begin(this.#earlier, undefined);
  }

  #begin(now: StateStore, earlier: StateStore | undefined): void {
    this.#now = now;
    this.#earlier = earlier;
    this.#isRemembering = earlier !== undefined;
  }

  constructor() {
    this.#earlier = memoryStateStore();
  }

  async #both<Answer>(ask: (store: StateStore) => Promise<Answer>): Promise<Answer> {
    if (this.#isRemembering && this.#earlier !== undefined) await ask(this.#earlier);
    return ask(this.#now);
  }

  #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return this.isAway ? Promise.reject(new LogError('unavailable', 'the cache is away')) : ask();
  }
}

const accept = (platform: TestPlatform, events: readonly Event[]): Promise<void> =>
  platform.append(
    'identity.in',
    events.map((event) => ({ key: keyOf.identifier(event.entry.key), value: identityIn.event(event) })),
  );

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function appliedIn(platform: TestPlatform): Promise<readonly string[]> {
  const records = await platform.readAll('profile.in');
  return records.flatMap(({ value }) => {
    const { apply } = codecs['profile.in'].decode(value!.subarray(5));
    return apply === null ? [] : [`${apply.identifier.key} ${apply.seq} ${apply.event.messageId}`];
  });
}

/** Runs one task, or as many as it takes, while the cache meets its troubles in the middle of their lives. */
async function runThrough(platform: TestPlatform, cache: Cache, steps: readonly Step[]): Promise<void> {
  const open = () => StageTask.open(stageContext({ ...platform, store: cache.store }, identity, 0));
  let task = await open();
  let running = task.run().catch((error: unknown) => error);
  for (const { events, trouble } of steps) {
    cache.meet(trouble);
    await accept(platform, events);
    if (trouble === 'away') {
      if (events.length > 0) expect(await running).toMatchObject({ code: 'unavailable' });
      await expect(open()).rejects.toMatchObject({ code: 'unavailable' });
      cache.isAway = false;
    }
    if (trouble === 'away' || trouble === 'another owner') {
      await task.close();
      task = await open();
      running = task.run().catch((error: unknown) => error);
    }
    const { end } = await platform.log.boundsOf({ topic: platform.topic('identity.in'), partition: 0 });
    while (task.position < end) await Promise.race([running.then(rethrow), turn()]);
  }
  await task.close();
}

interface Step {
  readonly events: readonly Event[];
  readonly trouble: Trouble;
}

const rethrow = (error: unknown): void => {
  if (error !== undefined) throw error;
};

const events = (...ids: readonly string[]): readonly Event[] => ids.map((messageId) => anEvent({ messageId }));

/** The owner has nothing of its own to go by when the cache comes back without the second event. */
const FORGETFUL: Step[] = [
  { events: events('m1'), trouble: 'none' },
  { events: events('m2'), trouble: 'dumped' },
  { events: [], trouble: 'another owner' },
  { events: events('m2', 'm3'), trouble: 'rolled back' },
];

describe('a cache that goes away, is emptied or rolled back under a stage at work', () => {
  it('costs no event and doubles none, and nothing is stepped on what it forgot', async () => {
    await fc.assert(
      fc.asyncProperty(troubled, async (steps) => {
        const [calm, shaken] = [await testPlatform(), await testPlatform()];
        await accept(
          calm,
          steps.flatMap(({ events }) => events),
        );
        await runThrough(calm, new Cache(), [{ events: [], trouble: 'none' }]);
        await runThrough(shaken, new Cache(), steps);
        expect(await appliedIn(shaken)).toEqual(await appliedIn(calm));
        await Promise.all([calm.close(), shaken.close()]);
      }),
      { numRuns: 10, examples: [[FORGETFUL]] },
    );
  });
});
