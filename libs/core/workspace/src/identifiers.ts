import type { IdentifierRule, Workspace } from './workspace';

/** What an entry of `identifiers` has to say: all but its type may be left out. */
export type IdentifierEntry = Pick<IdentifierRule, 'type'> & Partial<IdentifierRule>;

const EXTERNAL_IDS = 'context.externalIds';

/** What holds for any type, as long as nobody says otherwise. */
const ANY: Omit<IdentifierRule, 'type' | 'priority'> = {
  ...{ from: [EXTERNAL_IDS], normalise: 'text', limit: 5, per: 'ever' },
  ...{ unique: true, block: [], blockPatterns: [] },
};

const builtIn = (type: string, rule: Pick<IdentifierRule, 'priority' | 'from'> & Partial<IdentifierRule>) => ({
  ...ANY,
  ...rule,
  ...{ type, from: [...rule.from, EXTERNAL_IDS] },
});

/** The types that events name without anybody configuring them, strongest first. */
const BUILT_IN: readonly IdentifierRule[] = [
  builtIn('userId', { priority: 10, from: ['userId'], limit: 1 }),
  builtIn('email', { priority: 20, from: ['traits.email', 'context.traits.email'], normalise: 'email', per: 'year' }),
  builtIn('phone', { priority: 30, from: ['traits.phone', 'context.traits.phone'], normalise: 'phone', per: 'year' }),
  builtIn('device', { priority: 40, from: ['context.device.id'], limit: 10, per: 'year' }),
  builtIn('advertising', { priority: 50, from: ['context.device.advertisingId'], limit: 10, per: 'year' }),
  builtIn('anonymousId', { priority: 60, from: ['anonymousId', 'previousId'], per: 'week' }),
];

/** Rules of the built-in types that are not among these. */
export const otherBuiltIns = (entries: readonly IdentifierEntry[]): readonly IdentifierRule[] =>
  BUILT_IN.filter(({ type }) => entries.every((entry) => entry.type !== type));

/** Entries with what they leave out filled in, as it holds for their type. */
export function completeRules(entries: readonly IdentifierEntry[]): readonly IdentifierRule[] {
  const priority = priorityOfUserId(entries);
  return entries.map((entry) => ({
    ...{ ...ANY, priority },
    ...BUILT_IN.find(({ type }) => type === entry.type),
    ...entry,
  }));
}

const priorityOfUserId = (entries: readonly IdentifierEntry[]): number =>
  entries.find(({ type }) => type === 'userId')?.priority ?? builtInPriority('userId') ?? 1;

/** The priority a type has when nobody gives it one; undefined for a type that is not built in. */
export const builtInPriority = (type: string): number | undefined =>
  BUILT_IN.find((rule) => rule.type === type)?.priority;

/** The rules in force for every type there can be. */
export interface IdentifierRules {
  /** Types that have a rule of their own, strongest first. */
  readonly known: readonly IdentifierRule[];
  /** Holds for each other type that events name; such types stand right after userId, by name. */
  readonly other: Omit<IdentifierRule, 'type'>;
}

/** The rules of a workspace, and of the built-in types that it does not mention. */
export function identifierRules({ identifiers }: Pick<Workspace, 'identifiers'>): IdentifierRules {
  const known = [...identifiers, ...otherBuiltIns(identifiers)].sort(byStrength);
  return { known, other: { ...ANY, priority: priorityOfUserId(identifiers) } };
}

/** Types without a priority of their own have that of userId: it is the first of them, then names decide. */
function byStrength(a: IdentifierRule, b: IdentifierRule): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (a.type === 'userId' || b.type === 'userId') return a.type === 'userId' ? -1 : 1;
  return a.type < b.type ? -1 : 1;
}
