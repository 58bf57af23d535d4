/** A process as the simulation sees it: a frozen one goes on later, a dead one never does. */
export interface Life {
  state: 'alive' | 'frozen' | 'dead';
}

/** A process that nothing has happened to yet. */
export const newLife = (): Life => ({ state: 'alive' });

/** Simulated time: whatever a process does, it waits here between two steps. */
export interface Ticks {
  /** Goes on after some ticks, and not before its process lives. */
  readonly wait: (life: Life, ticks: number) => Promise<void>;
  /** A random point at which other processes may go on, and at which this one may be frozen or die. */
  readonly gate: (life: Life) => Promise<void>;
  /** One tick: everybody whose time has come goes on as far as it gets. */
  readonly tick: () => Promise<void>;
  readonly count: () => number;
}

interface Waiting {
  readonly life: Life;
  readonly due: number;
  readonly goOn: () => void;
}

/** The same order of steps for the same random numbers: there are no timers in here. */
export function ticksOf(random01: () => number): Ticks {
  let now = 0;
  let waiting: Waiting[] = [];
  const wait = (life: Life, ticks: number): Promise<void> =>
    new Promise((goOn) => waiting.push({ life, due: now + ticks, goOn }));
  return {
    wait,
    gate: (life) => {
      const ticks = Math.floor(random01() * 4) - 1;
      return ticks <= 0 && life.state === 'alive' ? Promise.resolve() : wait(life, Math.max(1, ticks));
    },
    tick: async () => {
      now += 1;
      const before = waiting.filter(({ life }) => life.state !== 'dead');
      const isDue = ({ life, due }: Waiting): boolean => life.state === 'alive' && due <= now;
      waiting = before.filter((it) => !isDue(it));
      for (const { goOn } of before.filter(isDue)) goOn();
      await new Promise((resolve) => setImmediate(resolve));
    },
    count: () => now,
  };
}
