import { EVENT_BYTES } from './events';
import { doingOf, textOfPeople } from './people';

const EVENTS = 250_000;
const all = Array.from({ length: EVENTS }, (_, number) => doingOf('r', number));

describe('the crowd', () => {
  it('merges with exactly one event in a hundred, at any time', () => {
    for (let first = 0; first < EVENTS; first += 1_000) {
      expect(all.slice(first, first + 1_000).filter(({ step }) => step === 'login')).toHaveLength(10);
    }
  });

  it('logs each device in once, with one person, after it was anonymous and before it is known', () => {
    const steps = new Map<string, string>();
    const users = new Map<string, Set<string>>();
    for (const { device, user, step } of all) {
      const before = steps.get(device) ?? 'anonymous';
      expect(`${before} ${step}`).toMatch(/^(anonymous (anonymous|login)|login known|known known)$/);
      steps.set(device, step);
      if (step !== 'anonymous') users.set(user, (users.get(user) ?? new Set()).add(device));
    }
    expect(Math.max(...[...users.values()].map(({ size }) => size))).toBe(3);
  });

  it('sends events of the size that all measurements have', () => {
    const texts = [0, 1, 2, 500, 999, 31_234].map((number) => textOfPeople('r', number));
    expect(texts.map((text) => Buffer.byteLength(text))).toEqual(texts.map(() => EVENT_BYTES));
    expect(new Set(all.slice(0, 40_000).map(({ step }) => step)).size).toBe(3);
  });
});
