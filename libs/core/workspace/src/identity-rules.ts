import type { IdentifierRule, Workspace } from './workspace';
import { identifierRules } from './identifiers';

/** What the rules say of one type of identifier. `windowMs`: undefined where the limit holds for ever. */
export interface IdentifierLimit {
  readonly max: number;
  readonly windowMs: number | undefined;
}

/** The rules of identity under one revision. Every type has an answer: one that nobody configured has the defaults. */
export interface IdentityRules {
  readonly limitOf: (type: string) => IdentifierLimit;
  /** A value of such a type may belong to several people, so it is no evidence that two records are one person. */
  readonly isShared: (type: string) => boolean;
}

/** The rules of a workspace, to be asked often: make them once per revision. */
export function identityRules(workspace: Pick<Workspace, 'identifiers'>): IdentityRules {
  const rules = identifierRules(workspace);
  const known = new Map(rules.known.map((rule) => [rule.type, answersOf(rule)]));
  const other = answersOf(rules.other);
  return {
    limitOf: (type) => (known.get(type) ?? other).limit,
    isShared: (type) => (known.get(type) ?? other).isShared,
  };
}

const answersOf = ({ limit, per, unique }: Omit<IdentifierRule, 'type'>) => ({
  limit: { max: limit, windowMs: WINDOWS_MS[per] },
  isShared: !unique,
});

const DAY_MS = 24 * 60 * 60 * 1_000;

const WINDOWS_MS: Readonly<Record<IdentifierRule['per'], number | undefined>> = {
  ...{ ever: undefined, year: 365 * DAY_MS, month: 30 * DAY_MS, week: 7 * DAY_MS },
};
