import type { Event, ProfileIn } from '@tutti/contracts';
import { codecs, identityIn, keyOf } from '@tutti/contracts';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import type { FencedWriter, Log, LogRecord } from '@tutti/log';
import { LogError } from '@tutti/log';
import { anEvent, eventHistories } from '@tutti/testing';
import fc from 'fast-check';
import { identity } from '../stages';
import type { TestPlatform } from './test-platform';
import { testPlatform } from './test-platform';
import { stageContext } from './context';
import { StageTask } from './task';

const PARTITION = 0;

/** Steps everything there is, then lets the partition go without draining, as a crash would. */
async function runUntilIdle(platform: TestPlatform): Promise<void> {
  const task = await StageTask.open(stageContext(platform, identity, PARTITION));
  const { end } = await platform.log.boundsOf({ topic: platform.topic('identity.in'), partition: PARTITION });
  const running = task.run();
  while (task.position < end) await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
  await task.close();
  await running;
}

const open: TestPlatform[] = [];

async function aPlatform(): Promise<TestPlatform> {
  const platform = await testPlatform();
  open.push(platform);
  return platform;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((platform) => platform.close()));
});

const accept = (platform: TestPlatform, events: readonly Event[]): Promise<void> =>
  platform.append(
    'identity.in',
    events.map((event) => ({ key: keyOf.identifier(event.entry.key), value: identityIn.event(event) })),
  );

async function applied(platform: TestPlatform): Promise<ProfileIn[]> {
  const records = await platform.readAll('profile.in');
  return records.map(({ value }) => codecs['profile.in'].decode(value!.subarray(5)));
}

const numbered = (events: readonly ProfileIn[]): string[] =>
  events
    .flatMap(({ apply }) => (apply === null ? [] : [`${apply.identifier.key} ${apply.seq} ${apply.event.messageId}`]))
    .sort();

describe('a stage task', () => {
  const histories = fc.array(eventHistories({ lengthMax: 12 }), { minLength: 1, maxLength: 4 });

  it('steps every record once, wherever its owners change', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (parts) => {
        const [calm, shaken] = [await aPlatform(), await aPlatform()];
        await accept(calm, parts.flat());
        await runUntilIdle(calm);
        for (const part of parts) {
          await accept(shaken, part);
          await runUntilIdle(shaken);
        }
        expect(numbered(await applied(shaken))).toEqual(numbered(await applied(calm)));
      }),
      { numRuns: 25 },
    );
  });

  it('loses and doubles nothing when the broker’s answer to a commit is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.array(fc.constantFrom('lost', 'before', 'fine'), { maxLength: 6 }),
        async (parts, fates) => {
          const [calm, shaken] = [await aPlatform(), await aPlatform()];
          for (const platform of [calm, shaken]) await accept(platform, parts.flat());
          await runUntilIdle(calm);
          const left = [...fates];
          const log = withDoubtfulCommits(shaken.log, () => left.shift() ?? 'fine');
          await untilItHolds(() => runUntilIdle({ ...shaken, log }));
          expect(numbered(await applied(shaken))).toEqual(numbered(await applied(calm)));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('rebuilds an emptied cache before it steps anything', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (parts) => {
        const [calm, shaken] = [await aPlatform(), await aPlatform()];
        await accept(calm, parts.flat());
        await runUntilIdle(calm);
        for (const part of parts) {
          await accept(shaken, part);
          await runUntilIdle(shaken);
          shaken.emptyCache();
        }
        expect(numbered(await applied(shaken))).toEqual(numbered(await applied(calm)));
      }),
      { numRuns: 25 },
    );
  });

  it('is fenced by the next owner, and writes nothing after it', async () => {
    const platform = await aPlatform();
    const zombie = await StageTask.open(stageContext(platform, identity, PARTITION));
    const event = anEvent();
    await accept(platform, [event]);
    await runUntilIdle(platform);
    await expect(zombie.run()).rejects.toMatchObject({ code: 'fenced' });
    expect(await applied(platform)).toHaveLength(1);
  });

  it('stops for good where records were deleted that it has not stepped', async () => {
    const platform = await aPlatform();
    await accept(platform, [anEvent()]);
    await runUntilIdle(platform);
    const { log } = platform;
    const read = (): Promise<never> => Promise.reject(new LogError('out-of-range', 'deleted'));
    const input = platform.topic('identity.in');
    const shortened: Log = {
      ...log,
      reader: (of) => (of.topic === input ? { read, close: async () => undefined } : log.reader(of)),
      boundsOf: async (of) => (of.topic === input ? { start: 50, end: 60 } : log.boundsOf(of)),
    };
    const task = await StageTask.open(stageContext({ ...platform, log: shortened }, identity, PARTITION));
    await expect(task.run()).rejects.toMatchObject({ code: 'fatal' });
    await task.close();
  });

  it('lets go of what it has taken over when its rule cannot be made', async () => {
    const platform = await aPlatform();
    let open = 0;
    const writer: Log['writer'] = (id) => {
      const inner = platform.log.writer(id);
      open += 1;
      return {
        open: () => inner.open(),
        commit: (records) => inner.commit(records),
        close: () => inner.close().finally(() => (open -= 1)),
      };
    };
    const context = stageContext({ ...platform, log: { ...platform.log, writer } }, identity, PARTITION);
    const rule = (): never => {
      throw new Error('written by another version');
    };
    await expect(StageTask.open({ ...context, rule })).rejects.toThrow('another version');
    expect(open).toBe(0);
  });

  it('makes a dead letter of bytes that are no value, and goes on', async () => {
    const platform = await aPlatform();
    const event = anEvent();
    await platform.appendBytes('identity.in', { key: 'k', value: Buffer.from('not avro') });
    await accept(platform, [event]);
    await runUntilIdle(platform);
    const letters = (await platform.readAll('dead-letters')).map(letterOf);
    expect(letters).toMatchObject([
      { stage: 'identity', code: 'bad-magic', topic: 't.identity.in.v1', partition: 0, offset: 0 },
    ]);
    expect(Buffer.from(letters[0]!.bytes).toString()).toBe('not avro');
    expect(await applied(platform)).toHaveLength(1);
  });

  it('takes a newer revision over at a Switch in its own input', async () => {
    const platform = await aPlatform();
    await platform.publish(EMPTY_WORKSPACE);
    await runUntilIdle(platform);
    await runUntilIdle(platform);
    const switches = (await platform.readAll('identity.in')).map(({ value }) =>
      codecs['identity.in'].decode(value!.subarray(5)),
    );
    // A new owner may ask once more before it has read its predecessor's Switch; the second changes nothing.
    expect(new Set(switches.map((record) => record.switch?.revision))).toEqual(new Set([1]));
    const task = await StageTask.open(stageContext(platform, identity, PARTITION));
    expect(task.revision).toBe(1);
    await task.close();
  });
});

const letterOf = ({ value }: LogRecord) => codecs['dead-letters'].decode(value!.subarray(5));

/** A log whose commits, as told, vanish before they happen or whose answers vanish after. */
function withDoubtfulCommits(log: Log, fate: () => 'lost' | 'before' | 'fine'): Log {
  const doubtful = (writer: FencedWriter): FencedWriter => ({
    ...writer,
    open: () => writer.open(),
    close: () => writer.close(),
    commit: async (records, offset) => {
      const next = fate();
      if (next === 'before') return { kind: 'unknown', cause: new Error('the request was lost') };
      const commit = await writer.commit(records, offset);
      return next === 'lost' ? { kind: 'unknown', cause: new Error('the answer was lost') } : commit;
    },
  });
  return { ...log, writer: (id) => doubtful(log.writer(id)) };
}

/** Opens again after a doubtful commit, as the process does. */
async function untilItHolds(attempt: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if ((error as { code?: string }).code !== 'doubtful') throw error;
    }
  }
  throw new Error('the task never held');
}
