/** A process as the simulation sees it: a frozen one goes on later, a dead one never does. */
export interface Life {
  state: 'alive' | 'frozen' | 'dead';
}

/** A process that nothing has happened to yet. */
export const newLife = (): Life => ({ state: 'alive' });

/** What a tick is to timers. */
export const TICK_MS = 25;

/** Simulated time: whatever a process does, it waits here between two steps. */
export interface Ticks {
  /** Goes on after some ticks, or before when `isOver` says so, and in any case not before its process lives. */
  readonly wait: (life: Life, ticks: number, isOver?: () => boolean) => Promise<void>;
  /** A random point at which other processes may go on, and at which this one may be frozen or die. */
  readonly gate: (life: Life) => Promise<void>;
  /** A timer of a process; returns what cancels it. */
  readonly after: (life: Life, ms: number, run: () => void) => () => void;
  /** One tick: everybody whose time has come goes on as far as it gets. */
  readonly tick: () => Promise<void>;
  readonly count: () => number;
}

interface Waiting {
  readonly life: Life;
  readonly due: number;
  readonly isOver: (() => boolean) | undefined;
  goOn: () => void;
}

/** The same order of steps for the same random numbers: there are no timers in here. `passed` hears of every tick. */
export function ticksOf(random01: () => number, passed: () => void): Ticks {
  let now = 0;
  let waiting: Waiting[] = [];
  const wait: Ticks['wait'] = (life, ticks, isOver) =>
    new Promise((goOn) => waiting.push({ life, due: now + ticks, isOver, goOn }));
  return {
    wait,
    gate: (life) => {
      const ticks = Math.floor(random01() * 4) - 1;
      return ticks <= 0 && life.state === 'alive' ? Promise.resolve() : wait(life, Math.max(1, ticks));
    },
    after: (life, ms, run) => {
      const due = now + Math.max(1, Math.ceil(ms / TICK_MS));
      const timer = { life, due, isOver: undefined, goOn: run };
      waiting.push(timer);
      return () => void (timer.goOn = () => undefined);
    },
    tick: async () => {
      now += 1;
      passed();
      const due: Waiting[] = [];
      const later: Waiting[] = [];
      for (const one of waiting) {
        if (one.life.state === 'dead') continue;
        const isDue = one.life.state === 'alive' && (one.due <= now || one.isOver?.() === true);
        (isDue ? due : later).push(one);
      }
      waiting = later;
      for (const { goOn } of due) goOn();
      await new Promise((resolve) => setImmediate(resolve));
    },
    count: () => now,
  };
}
