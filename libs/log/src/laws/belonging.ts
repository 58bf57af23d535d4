import type { GroupMember, Log, TopicPartition } from '../ports';
import type { Bench } from './bench';

const PARTITIONS = 7;

/** What a group promises its members. */
export function belongingLaws(bench: () => Bench): void {
  it('the only member owns every partition of every topic', async () => {
    const group = await groupOf(bench());
    const only = await group.join();
    expect(only.partitions()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(only.owned).toHaveLength(2 * PARTITIONS);
    await group.end();
  });

  it('members share evenly, and a partition number has the same owner in every topic', async () => {
    const group = await groupOf(bench());
    const members = [await group.join(), await group.join(), await group.join()];
    await group.until(() => isShared(members));
    for (const { owned, topics } of members) {
      const [left, right] = topics.map((topic) => partitionsIn(owned, topic));
      expect(left).toEqual(right);
    }
    expect(members.map((member) => member.partitions().length).sort()).toEqual([2, 2, 3]);
    await group.end();
  });

  it('partitions stay where they are as far as an even share allows', async () => {
    const group = await groupOf(bench());
    const first = await group.join();
    const second = await group.join();
    await group.until(() => isShared([first, second]));
    const before = [first.partitions(), second.partitions()];
    const third = await group.join();
    await group.until(() => isShared([first, second, third]));
    expect(before[0]).toEqual(expect.arrayContaining(first.partitions()));
    expect(before[1]).toEqual(expect.arrayContaining(second.partitions()));
    await group.end();
  });

  it('what a member leaves goes to those who stay', async () => {
    const group = await groupOf(bench());
    const [first, second] = [await group.join(), await group.join()];
    await group.until(() => isShared([first, second]));
    const kept = second.partitions();
    await first.member.leave();
    await group.until(() => second.partitions().length === PARTITIONS);
    expect(second.partitions()).toEqual(expect.arrayContaining(kept));
    await group.end();
  });

  it('a member holds what it was told that it owns, until it leaves', async () => {
    const { log, name, topic } = bench();
    const member = log.member({ group: name(), topics: [await topic(1)] });
    const held = [member.holds()];
    await new Promise<void>((resolve, failed) => {
      const assigned = (): void => resolve(void held.push(member.holds()));
      member.join({ assigned, failed }).catch(failed);
    });
    await member.leave();
    expect([...held, member.holds()]).toEqual([false, true, false]);
  });

  it('a group without its topics cannot be joined', async () => {
    const { log, name } = bench();
    const member = log.member({ group: name(), topics: [name()] });
    const joining = member.join({ assigned: () => undefined, failed: () => undefined });
    await expect(joining).rejects.toMatchObject({ code: 'no-topic' });
  });

  it('members tell the group where they are', async () => {
    const { log, name, topic } = bench();
    const [group, at] = [name(), { topic: await topic(1), partition: 0 }];
    const member = log.member({ group, topics: [at.topic] });
    await member.join({ assigned: () => undefined, failed: () => undefined });
    await member.report([{ ...at, offset: 5 }]);
    expect(await log.groupOffset(group, at)).toBe(5);
    await member.leave();
  });
}

interface Seat {
  readonly member: GroupMember;
  readonly topics: readonly string[];
  readonly owned: readonly TopicPartition[];
  readonly partitions: () => readonly number[];
}

interface Group {
  readonly join: () => Promise<Seat>;
  /** Waits for rebalances until that holds. */
  readonly until: (condition: () => boolean) => Promise<void>;
  readonly end: () => Promise<void>;
}

async function groupOf({ log, name, topic }: Bench): Promise<Group> {
  const settings = { group: name(), topics: [await topic(PARTITIONS), await topic(PARTITIONS)] };
  const seats: Seat[] = [];
  let changed = (): void => undefined;
  return {
    join: async () => {
      const seat = await seatIn(log, settings, () => changed());
      seats.push(seat);
      return seat;
    },
    until: async (condition) => {
      while (!condition()) await new Promise<void>((resolve) => (changed = resolve));
    },
    end: async () => {
      for (const { member } of seats) await member.leave();
    },
  };
}

async function seatIn(log: Log, settings: Parameters<Log['member']>[0], changed: () => void): Promise<Seat> {
  const member = log.member(settings);
  const seat = {
    member,
    topics: settings.topics,
    owned: [] as readonly TopicPartition[],
    partitions: (): readonly number[] => partitionsIn(seat.owned, settings.topics[0]),
  };
  const assigned = (owned: readonly TopicPartition[]): void => {
    seat.owned = owned;
    changed();
  };
  const failed = (error: Error): void => {
    throw error;
  };
  await member.join({ assigned, failed });
  return seat;
}

const partitionsIn = (owned: readonly TopicPartition[], wanted: string | undefined): readonly number[] =>
  owned
    .filter(({ topic }) => topic === wanted)
    .map(({ partition }) => partition)
    .sort((left, right) => left - right);

/** Every partition has one owner, and shares differ by one at most. */
function isShared(seats: readonly Seat[]): boolean {
  const sizes = seats.map((seat) => seat.partitions().length);
  const all = new Set(seats.flatMap((seat) => seat.partitions()));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return all.size === PARTITIONS && total === PARTITIONS && Math.max(...sizes) - Math.min(...sizes) <= 1;
}
