import type { GroupMember, GroupSettings, Log, MemberListener } from '@tutti/log';
import type { Life, Ticks } from './ticks';

/** A process's place in its consumer group, as the process sees it and as the group does. */
export interface Membership {
  /** What the process works with: it hears of assignments some time later, or never. */
  readonly member: GroupMember;
  /** The group gives the place of a silent member to others; the member is not told. */
  readonly expel: () => Promise<void>;
  /** A member that has noticed its expulsion joins again. */
  readonly rejoin: () => Promise<void>;
}

/** A membership in a group of this log. */
export function membershipOf(log: Log, settings: GroupSettings, around: Around): Membership {
  const { ticks, life } = around;
  let inner = log.member(settings);
  let listener: MemberListener | undefined;
  let isLeft = false;
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => (last = last.then(work));
  const join = async (): Promise<void> => {
    if (listener !== undefined && !isLeft) await inner.join(listener);
  };
  return {
    member: {
      join: async (told) => {
        await ticks.gate(life);
        await inTurn(() => {
          listener = late(told, around);
          return join();
        });
      },
      report: (positions) => inner.report(positions),
      holds: () => inner.holds(),
      leave: async () => {
        await ticks.gate(life);
        isLeft = true;
        await inTurn(() => inner.leave());
      },
    },
    expel: () => inTurn(() => inner.leave()),
    rejoin: () =>
      inTurn(async () => {
        await inner.leave();
        inner = log.member(settings);
        await join();
      }),
  };
}

interface Around {
  readonly ticks: Ticks;
  readonly life: Life;
}

/** An assignment that was overtaken by the next is not told. */
function late({ assigned, failed }: MemberListener, { ticks, life }: Around): MemberListener {
  let newest = 0;
  return {
    failed,
    assigned: (owned) => {
      const mine = (newest += 1);
      void ticks.gate(life).then(() => {
        if (mine === newest) assigned(owned);
      });
    },
  };
}
