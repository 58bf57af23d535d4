import type { GroupMember, MemberListener, TopicPartition } from '@tutti/log';
import { LogError } from '@tutti/log';
import { silentLogger } from '../logger';
import type { Task } from './owned-tasks';
import { OwnedTasks } from './owned-tasks';

const PARTITION: TopicPartition = { topic: 't', partition: 0 };
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** Tasks of one member of a group that rebalances when the test says so; closing waits until `letGo`. */
class Trial {
  assign: MemberListener['assigned'] = () => undefined;
  letGo: () => void = () => undefined;
  left = false;
  opened = 0;
  closed = 0;
  closing: () => Promise<void> = () => new Promise((resolve) => (this.letGo = resolve));
  readonly tasks: OwnedTasks;

  constructor(run?: (task: { position: number }) => Promise<void>) {
    const member: GroupMember = {
      join: async ({ assigned }) => void (this.assign = assigned),
      report: async () => undefined,
      leave: async () => void (this.left = true),
    };
    this.tasks = new OwnedTasks({ member, open: async () => this.#task(run), logger: silentLogger() });
  }

  #task(run: ((task: { position: number }) => Promise<void>) | undefined): Task {
    this.opened += 1;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await this.closing();
      this.closed += 1;
      end();
    };
    const task = { position: 0, run: () => run?.(task) ?? ended, close: () => (closing ??= close()) };
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

describe('a partition that fails again and again', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const opens = async (run: (task: { position: number }) => Promise<void>, ms: number): Promise<number> => {
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
    const gotOn = async (task: { position: number }): Promise<never> => {
      task.position += 1;
      return away();
    };
    expect(await opens(gotOn, 60_000)).toBeGreaterThan(100);
  });
});
