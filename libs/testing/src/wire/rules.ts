/** What becomes of a request, or of its answer. */
export type Verdict = 'pass' | 'drop' | 'cut';

/** When a rule acts: before the request is forwarded, or before its answer is passed on. */
export type Moment = 'request' | 'answer';

/** What to do, for any protocol. Everything behind it on the same connection waits, so order is kept. */
export type Action<Subject> =
  | { readonly kind: 'delay'; readonly at: Moment; readonly ms: number }
  /** `request`: never forwarded, never answered. `answer`: forwarded, the answer is swallowed. */
  | { readonly kind: 'drop'; readonly at: Moment }
  /** Ends the connection before forwarding, as soon as the request was forwarded, or when its answer has come. */
  | { readonly kind: 'cut'; readonly at: Moment | 'forwarded' }
  /** Awaited; what it resolves to is done, nothing means `pass`. */
  | { readonly kind: 'call'; readonly at: Moment; readonly run: (subject: Subject) => Promise<Verdict | void> };

/** A rule at work. */
export interface RuleHandle {
  /** How often it has acted, or has begun to. */
  readonly hits: () => number;
  /** Resolves when it has acted that often; rejects never, so a test's own limit ends a wait in vain. */
  readonly met: (times?: number) => Promise<void>;
  readonly remove: () => void;
}

interface Rule<Subject, Act> {
  readonly matches: (subject: Subject) => boolean;
  readonly times: number;
  readonly action: Act;
}

/** Rules in the order in which they were made; the first that applies acts, and no other. */
export class Rules<Subject, Act> {
  readonly #rules = new Map<Rule<Subject, Act>, () => void>();

  add(rule: Rule<Subject, Act>): RuleHandle {
    let hits = 0;
    const waiting = new Set<() => void>();
    this.#rules.set(rule, () => {
      hits += 1;
      if (hits === rule.times) this.#rules.delete(rule);
      waiting.forEach((look) => look());
    });
    const met = (times = 1): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => (hits >= times ? resolve() : void waiting.add(look));
        look();
      });
    return { hits: () => hits, met, remove: () => void this.#rules.delete(rule) };
  }

  /** The action for that subject, counted as a hit. */
  actionFor(subject: Subject): Act | undefined {
    for (const [rule, hit] of this.#rules) {
      if (!rule.matches(subject)) continue;
      hit();
      return rule.action;
    }
    return undefined;
  }
}

/** Lets an action of that moment happen; what is then to be done. */
export async function verdictOf<Subject>(
  action: Action<Subject> | undefined,
  at: Moment,
  subject: Subject,
): Promise<Verdict> {
  if (action?.at !== at) return 'pass';
  switch (action.kind) {
    case 'delay':
      await pause(action.ms);
      return 'pass';
    case 'call':
      return (await action.run(subject)) ?? 'pass';
    case 'drop':
    case 'cut':
      return action.kind;
  }
}

/** Resolves after some time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
