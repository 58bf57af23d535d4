import type { ProfileRules } from '@tutti/core/profile';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Rules as data: so many of a type within so long, and types that are no evidence. The checks read them by themselves. */
export interface Limits {
  readonly most: Readonly<Record<string, { readonly max: number; readonly windowMs: number | undefined }>>;
  readonly shared: readonly string[];
}

/** What one configuration revision says. */
export interface Revision {
  readonly revision: number;
  readonly limits: Limits;
  readonly traits: ProfileRules['traits'];
}

const ever = (max: number): { readonly max: number; readonly windowMs: undefined } => ({ max, windowMs: undefined });
const within = (max: number, days: number): { readonly max: number; readonly windowMs: number } => ({
  max,
  windowMs: days * DAY_MS,
});

const NO_LIMIT = ever(1_000);

/** Nothing is forbidden but what is forbidden always. */
export const LOOSE: Limits = { most: {}, shared: [] };

const LIMITS: readonly Limits[] = [
  LOOSE,
  { most: { userId: ever(1) }, shared: [] },
  { most: { userId: ever(1), email: within(1, 7), anonymousId: ever(2), device: ever(2) }, shared: [] },
  { most: { userId: within(2, 7), email: ever(2) }, shared: [] },
  { most: { userId: ever(1), anonymousId: within(1, 1) }, shared: ['email'] },
];

const TRAITS: readonly ProfileRules['traits'][] = [
  new Map(),
  new Map([['name', { name: 'name', sources: ['crm'], others: false }]]),
  new Map([
    ['name', { name: 'name', sources: ['shop', 'web'], others: true }],
    ['plan', { name: 'plan', sources: ['crm', 'shop'], others: true }],
  ]),
];

/** One to three revisions; the first one is in force from the beginning. */
export const revisionsOf = (random01: () => number): readonly Revision[] =>
  Array.from({ length: 1 + Math.floor(random01() * 3) }, (_, i) => ({
    revision: i + 1,
    limits: LIMITS[Math.floor(random01() * LIMITS.length)]!,
    traits: TRAITS[Math.floor(random01() * TRAITS.length)]!,
  }));

/** Revisions that differ in traits alone: whoever was seen together is one person. */
export const looseRevisionsOf = (random01: () => number): readonly Revision[] =>
  revisionsOf(random01).map((revision) => ({ ...revision, limits: LOOSE }));

/** What one type may have. */
export const mostOf = ({ most }: Limits, type: string): Limits['most'][string] => most[type] ?? NO_LIMIT;

/** The same in the words of the stage, which also asks what earlier revisions said. */
export const rulesOf = ({ revision, limits, traits }: Revision, all: readonly Revision[]): ProfileRules => ({
  revision,
  identity: { limitOf: (type) => mostOf(limits, type), isShared: (type) => limits.shared.includes(type) },
  traits,
  traitsUnder: (earlier) => all.find((it) => it.revision === earlier)?.traits ?? new Map(),
});
