import type { GroupMember, MemberListener, TopicPartition } from '@tutti/log';
import { unknownKind } from '@tutti/core/stage';
import { LogError } from '@tutti/log';
import { silentLogger } from '../logger';
import { healthOf } from '../shell/health';
import type { OpenTask, Task } from './owned-tasks';
import { OwnedTasks } from './owned-tasks';

const PARTITION: TopicPartition = { topic: 't', partition: 0 };
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

const NOBODY: GroupMember = {
  join: async () => undefined,
  report: async () => undefined,
  holds: () => true,
  leave: async () => undefined,
};

interface Pass {
  position: number;
  turns: number;
}

/** Tasks of one member of a group that rebalances when the test says so; closing waits until `letGo`. */
class Trial {
  assign: MemberListener['assigned'] = () => undefined;
  letGo: () => void = () => undefined;
  left = false;
  readonly reported: number[][] = [];
  opened = 0;
  closed = 0;
  closing: () => Promise<void> = () => new Promise((resolve) => (this.letGo = resolve));
  readonly tasks: OwnedTasks;

  constructor(run?: (task: Pass) => Promise<void>) {
    const member: GroupMember = {
      join: async ({ assigned }) => void (this.assign = assigned),
      report: async (positions) => void this.reported.push(positions.map(({ offset }) => offset)),
      holds: () => true,
      leave: async () => void (this.left = true),
    };
    this.tasks = new OwnedTasks({ member, open: async () => this.#task(run), logger: silentLogger() });
  }

  #task(run: ((task: Pass) => Promise<void>) | undefined): Task {
    this.opened += 1;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await this.closing();
      this.closed += 1;
      end();
    };
    const task = { position: 0, turns: 0, run: () => run?.(task) ?? ended, close: () => (closing ??= close()) };
    return task;
  }
}

describe('a member that drains', () => {
  it('opens nothing more, whatever the group gives it meanwhile', async () => {
    const trial = new Trial();
    await trial.tasks.start(() => undefined);
    trial.assign([PARTITION]);
    await turns();
    const stopped = trial.tasks.stop();
    trial.assign([PARTITION, { topic: 't', partition: 1 }]);
    await turns();
    expect(trial.opened).toBe(1);
    trial.letGo();
    await stopped;
    expect(trial.left).toBe(true);
  });

  it('finishes partitions that the group took away just before', async () => {
    const trial = new Trial();
    await trial.tasks.start(() => undefined);
    trial.assign([PARTITION]);
    await turns();
    trial.assign([]);
    const stopped = trial.tasks.stop();
    await turns();
    expect(trial.left).toBe(false);
    trial.letGo();
    await stopped;
    expect(trial.closed).toBe(1);
  });

  it('leaves the group even when a partition cannot be let go in order', async () => {
    const trial = new Trial();
    trial.closing = () => Promise.reject(new Error('the outbox is broken'));
    await trial.tasks.start(() => undefined);
    trial.assign([PARTITION]);
    await turns();
    void trial.tasks.stop();
    await turns();
    expect(trial.left).toBe(true);
  });
});

describe('a member that leaves', () => {
  it('tells the group last how far its partitions came', async () => {
    const trial = new Trial(async (task) => {
      await new Promise<void>((resolve) => (trial.letGo = resolve));
      task.position = 42;
    });
    trial.closing = async () => trial.letGo();
    await trial.tasks.start(() => undefined);
    trial.assign([PARTITION]);
    await turns();
    await trial.tasks.stop();
    expect(trial.reported.at(-1)).toEqual([42]);
  });
});

describe('a partition that fails again and again', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const opens = async (run: (task: Pass) => Promise<void>, ms: number): Promise<number> => {
    const trial = new Trial(run);
    trial.closing = () => Promise.resolve();
    await trial.tasks.start(() => undefined);
    trial.assign([PARTITION]);
    await jest.advanceTimersByTimeAsync(ms);
    const { opened } = trial;
    await Promise.all([trial.tasks.stop(), jest.advanceTimersByTimeAsync(10_000)]);
    return opened;
  };
  const away = (): Promise<never> => Promise.reject(new LogError('unavailable', 'away'));

  it('is opened less and less often', async () => {
    expect(await opens(away, 60_000)).toBeLessThan(20);
  });

  it('is opened again soon when it got on meanwhile', async () => {
    const gotOn = async (task: Pass): Promise<never> => {
      task.position += 1;
      return away();
    };
    expect(await opens(gotOn, 60_000)).toBeGreaterThan(100);
  });
});

describe('the health of a partition', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const NAME = 't/0';
  const FIVE_MINUTES = 300_000;

  async function healthAfter(run: ((task: Pass) => Promise<void>) | undefined, ms: number) {
    const trial = new Trial(run);
    trial.closing = () => Promise.resolve();
    await trial.tasks.start(() => undefined);
    trial.assign([PARTITION]);
    await jest.advanceTimersByTimeAsync(ms);
    const states = trial.tasks.states();
    const health = healthOf([{ name: 's', states: () => states }], false);
    await Promise.all([trial.tasks.stop(), jest.advanceTimersByTimeAsync(60_000)]);
    return { ...health, text: health.services['s'] };
  }

  const every = (ms: number, run: () => void) => async (): Promise<void> => {
    for (let i = 0; i < 16; i++) await new Promise<void>((resolve) => setTimeout(() => resolve(run()), ms));
  };

  it('is good as long as it learns that there is nothing to do', async () => {
    const idle = (task: Pass) => every(20_000, () => (task.turns += 1))();
    expect(await healthAfter(idle, FIVE_MINUTES)).toMatchObject({
      alive: true,
      ready: true,
      text: { [NAME]: 'running' },
    });
  });

  it('is good as long as a cache is filled from the log, before there is a task', async () => {
    const member = { ...NOBODY, join: async ({ assigned }: MemberListener) => assigned([PARTITION]) };
    const open: OpenTask = async (_partition, _holds, gotOn) => {
      await every(20_000, () => gotOn?.())();
      throw new LogError('unavailable', 'enough');
    };
    const tasks = new OwnedTasks({ member, open, logger: silentLogger() });
    await tasks.start(() => undefined);
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(tasks.states()?.get(NAME)).toMatchObject({ state: 'opening', isStuck: false });
    await Promise.all([tasks.stop(), jest.advanceTimersByTimeAsync(60_000)]);
  });

  it('is bad when it hangs', async () => {
    const hanging = await healthAfter(undefined, FIVE_MINUTES);
    expect(hanging).toMatchObject({ alive: false, ready: false, text: { [NAME]: 'stuck while running' } });
    expect(await healthAfter(undefined, 120_000)).toMatchObject({ alive: true, ready: true });
  });

  it('says what it waits for, and that no other start would help', async () => {
    const away = () => Promise.reject(new LogError('unavailable', 'Redis is away'));
    expect(await healthAfter(away, FIVE_MINUTES)).toMatchObject({
      ...{ alive: true, ready: false },
      text: { [NAME]: 'retrying: Redis is away' },
    });
  });

  it('says why it was halted, without what it stumbled over, while the process lives on', async () => {
    const broken = async (): Promise<void> => void JSON.parse('{"email": canary@example.com}');
    const { text, ...health } = await healthAfter(broken, FIVE_MINUTES);
    expect(health).toMatchObject({ alive: true, ready: false });
    expect(text).toEqual({ [NAME]: 'halted: SyntaxError, see the stack' });
    const halted = await healthAfter(() => Promise.reject(unknownKind({ topic: 't', partition: 0, offset: 7 })), 1_000);
    expect(halted.text).toEqual({ [NAME]: expect.stringContaining('halted: stepping t/0/7: this code does not know') });
  });
});
