import type { View } from '../../checker/evidence';
import type { Fact } from './facts';
import { typeOf } from './facts';

/** What some identifiers make together: sums by event name, the newest value of each trait. */
interface Sums {
  readonly counters: ReadonlyMap<string, { readonly count: number; readonly cents: number }>;
  readonly traits: ReadonlyMap<string, string>;
}

/** Accepted events by the identifier they entered by. */
export type Accepted = ReadonlyMap<string, readonly Fact[]>;

/** Groups the facts of accepted events; a message that was sent twice is one event. */
export function acceptedOf(messageIds: Iterable<string>, facts: ReadonlyMap<string, Fact>): Accepted {
  const accepted = new Map<string, Fact[]>();
  for (const messageId of messageIds) {
    const fact = facts.get(messageId);
    if (fact === undefined) throw new Error(`judging a run: nobody knows of ${messageId}`);
    const known = accepted.get(fact.names[0]);
    if (known === undefined) accepted.set(fact.names[0], [fact]);
    else known.push(fact);
  }
  return accepted;
}

/** Everybody there is when whatever was named together is one person: names of identifiers to their group. */
export function groupsOf(accepted: Accepted): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const groupOf = (name: string): string[] => {
    const group = groups.get(name) ?? [name];
    groups.set(name, group);
    return group;
  };
  for (const { names } of [...accepted.values()].flat()) {
    const [entry, ...others] = names;
    for (const other of others) {
      const [into, from] = [groupOf(entry), groupOf(other)];
      if (into === from) continue;
      into.push(...from);
      for (const name of from) groups.set(name, into);
    }
    groupOf(entry);
  }
  return groups;
}

function sumsOf(names: Iterable<string>, accepted: Accepted): Sums {
  const counters = new Map<string, { count: number; cents: number }>();
  const newest = new Map<string, { readonly number: number; readonly value: string }>();
  for (const { counts, cents, number, traits } of [...names].flatMap((name) => accepted.get(name) ?? [])) {
    const known = counters.get(counts) ?? { count: 0, cents: 0 };
    counters.set(counts, { count: known.count + 1, cents: known.cents + cents });
    for (const [trait, value] of Object.entries(traits))
      if (number >= (newest.get(trait)?.number ?? 0)) newest.set(trait, { number, value });
  }
  return { counters, traits: new Map([...newest].map(([trait, { value }]) => [trait, value])) };
}

/** What is compared with what the oracle says. */
export interface Found {
  /** Newest record of each profile that lives. */
  readonly profiles: ReadonlyMap<string, View>;
  /** Name of an identifier, of its key. */
  readonly nameOf: (key: string) => string | undefined;
  readonly accepted: Accepted;
}

/** What differs from what has to be. Of events: how many profiles lack, or have too often; then a sentence for each profile that differs. */
export interface Judgement {
  readonly lost: number;
  readonly doubled: number;
  readonly differing: readonly string[];
}

/** What must hold of a group of identifiers beside that its events are counted: a sentence where it does not. */
export type GroupRule = (names: readonly string[]) => string | undefined;

/**
 * Compares every profile with a fold over the accepted events of its identifiers, each identifier of one profile alone;
 * `rule` judges who is together.
 */
export function judge({ profiles, nameOf, accepted }: Found, rule: GroupRule): Judgement {
  const differing: string[] = [];
  const owned = new Set<string>();
  let [lost, doubled] = [0, 0];
  for (const [id, view] of profiles) {
    const names = view.identifiers.map((key) => nameOf(key) ?? '');
    const problems = [...differencesOf(view, sumsOf(names, accepted)), ...ruleProblems(names, rule)];
    for (const name of names) {
      if (owned.has(name)) problems.push('has an identifier that another profile has as well');
      owned.add(name);
    }
    const missing = eventsIn(sumsOf(names, accepted)) - eventsIn(view);
    lost += Math.max(0, missing);
    doubled += Math.max(0, -missing);
    if (problems.length > 0) differing.push(`${id}: ${problems.join('; ')}`);
  }
  for (const [name, facts] of accepted) {
    if (owned.has(name)) continue;
    lost += facts.length;
    differing.push(`${facts.length} events of one ${typeOf(name)} are in no profile`);
  }
  return { lost, doubled, differing };
}

const eventsIn = ({ counters }: { readonly counters: ReadonlyMap<string, { readonly count: number }> }): number =>
  [...counters.values()].reduce((sum, { count }) => sum + count, 0);

const ruleProblems = (names: readonly string[], rule: GroupRule): readonly string[] => {
  const problem = names.includes('') ? 'has an identifier that nobody sent' : rule(names);
  return problem === undefined ? [] : [problem];
};

/** Micros are millionths, as cents are hundredths. */
const MICROS_OF_A_CENT = 10_000;

function* differencesOf(view: View, { counters, traits }: Sums): Iterable<string> {
  for (const name of new Set([...view.counters.keys(), ...counters.keys()])) {
    const { count, micros } = view.counters.get(name) ?? { count: 0, micros: 0 };
    const [has, wanted] = [{ count, cents: micros / MICROS_OF_A_CENT }, counters.get(name) ?? { count: 0, cents: 0 }];
    const [text, wantedText] = [has, wanted].map((it) => `${it.count} worth ${it.cents} cents`);
    if (text !== wantedText) yield `counts ${text} of ${name}, not ${wantedText}`;
  }
  for (const name of new Set([...view.traits.keys(), ...traits.keys()])) {
    if (view.traits.get(name)?.value !== traits.get(name)) yield `has another ${name} than the newest one`;
  }
}

/** A profile has all that was ever named together with what it has, and nothing else. */
export const unionRule =
  (groups: ReadonlyMap<string, readonly string[]>): GroupRule =>
  (names) => {
    const group = groups.get(names[0] ?? '') ?? [];
    const isWhole = group.length === names.length && names.every((name) => groups.get(name) === group);
    return isWhole ? undefined : `has ${names.length} identifiers, the union ${group.length}`;
  };

/** Limits that no profile exceeds, by type of identifier. */
export const limitRule =
  (limits: Readonly<Record<string, number>>): GroupRule =>
  (names) => {
    const over = Object.entries(limits).filter(
      ([type, max]) => names.filter((name) => typeOf(name) === type).length > max,
    );
    return over.length === 0 ? undefined : `exceeds the limit of ${over.map(([type, max]) => `${max} ${type}`).join()}`;
  };
