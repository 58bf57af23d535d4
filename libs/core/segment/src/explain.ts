import type { Snapshot } from '@tutti/contracts';
import type { CompiledSegment } from './compile';
import type { Answer, Condition, Leaf, Need } from './condition';
import { answerOf } from './condition';
import type { Facts } from './facts';
import { toFacts } from './facts';
import { EventFacts } from './language';

/** Why a rule answered as it did: the condition tree with the answer of each part. */
export interface Explanation {
  /** The part of the rule. */
  readonly condition: string;
  readonly answer: Answer;
  /** Why the answer is unknown; only at leaves. */
  readonly reason?: string;
  /** The traits and events the leaf read, as they are; a missing one is left out. Only at leaves. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly parts: readonly Explanation[];
}

/** The tree of one segment's rule over one snapshot; plain JSON. */
export function explain(segment: CompiledSegment, snapshot: Snapshot): Explanation {
  return explainCondition(segment.condition, { snapshot, facts: toFacts(snapshot) });
}

interface Subject {
  readonly snapshot: Snapshot;
  readonly facts: Facts;
}

function explainCondition(condition: Condition, subject: Subject): Explanation {
  const answer = answerOf(condition, subject.facts);
  const { text } = condition;
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { condition: text, answer, parts: condition.parts.map((part) => explainCondition(part, subject)) };
    case 'not':
      return { condition: text, answer, parts: [explainCondition(condition.part, subject)] };
    case 'leaf': {
      const reason = answer === 'unknown' ? { reason: reasonOf(condition, subject.facts) } : {};
      return { condition: text, answer, ...reason, values: valuesOf(condition.needs, subject.snapshot), parts: [] };
    }
  }
}

function reasonOf({ needs, test }: Leaf, facts: Facts): string {
  const missing = needs.find(({ from, name }) => !facts[from].has(name));
  if (missing !== undefined) return `${pathOf(missing)} is missing`;
  try {
    test(facts);
    return 'it is neither true nor false';
  } catch (error) {
    return error instanceof Error && 'summary' in error ? String(error.summary) : String(error);
  }
}

function valuesOf(needs: readonly Need[], snapshot: Snapshot): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    needs
      .filter(({ from, name }) => Object.hasOwn(snapshot[from], name))
      .map((need) => [pathOf(need), valueOf(need, snapshot)]),
  );
}

function valueOf({ from, name }: Need, snapshot: Snapshot): unknown {
  if (from === 'traits') return JSON.parse(snapshot.traits[name]?.value ?? 'null');
  const counter = snapshot.events[name];
  if (counter === undefined) return undefined;
  const { count, first, last, revenue } = new EventFacts(counter);
  return { count: Number(count), first: first.toISOString(), last: last.toISOString(), revenue };
}

const pathOf = ({ from, name }: Need): string => `${from}[${JSON.stringify(name)}]`;
