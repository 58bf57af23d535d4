import type { Explanation } from '@tutti/core/segment';
import { compileSegments, explain } from '@tutti/core/segment';
import type { Segment } from '@tutti/core/workspace';
import type { FoundProfile } from './lookup';

/** Whether a profile is in a segment, and why: the rule's condition tree with the values it met. */
export interface MembershipDocument {
  readonly segment: string;
  readonly rule: string;
  readonly member: boolean;
  /** ISO 8601; null for a profile that is not in it. */
  readonly since: string | null;
  readonly explanation: Explanation;
}

/** Undefined when there is no such segment. */
export function membershipDocument(
  { snapshot, segments: memberships }: FoundProfile,
  segments: readonly Segment[],
  name: string,
): MembershipDocument | undefined {
  const compiled = compileSegments(segments.filter((segment) => segment.name === name));
  const [rule] = 'ok' in compiled ? compiled.ok : [];
  if (rule === undefined) return undefined;
  const membership = memberships.find(({ segment }) => segment === name);
  return {
    segment: name,
    rule: segments.find((segment) => segment.name === name)?.when ?? '',
    member: membership !== undefined,
    since: membership === undefined ? null : new Date(membership.since).toISOString(),
    explanation: explain(rule, snapshot),
  };
}
