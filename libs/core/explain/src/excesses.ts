import type { ProfileState } from '@tutti/contracts';
import type { IdentityRules } from '@tutti/core/workspace';
import type { ExplainedExcess } from './explanation';
import { areText, countText } from './words';

const IDENTIFIERS_MAX = 50;

/** What of today's rules the profile breaks, because they were tightened after it grew. */
export function excessesOf({ identifiers }: ProfileState, rules: IdentityRules): readonly ExplainedExcess[] {
  const subs = Object.values(identifiers);
  const types = [...new Set(subs.map(({ identifier }) => identifier.type))].sort();
  const limits = types.flatMap((type): ExplainedExcess[] => {
    const { max, windowMs } = rules.limitOf(type);
    const times = subs.filter(({ identifier }) => identifier.type === type).map(({ addedAt }) => addedAt);
    const count = mostAtOnce(times, windowMs);
    if (count <= max) return [];
    return [
      { code: 'limit', words: `it has ${countText(count, type)}, at most ${areText(max)} allowed${within(windowMs)}` },
    ];
  });
  if (subs.length <= IDENTIFIERS_MAX) return limits;
  return [
    ...limits,
    { code: 'identifiers', words: `it has ${subs.length} identifiers, at most ${IDENTIFIERS_MAX} are allowed` },
  ];
}

/** The most that came within any window of that length. */
function mostAtOnce(times: readonly number[], windowMs: number | undefined): number {
  if (windowMs === undefined) return times.length;
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));
}

const within = (windowMs: number | undefined): string =>
  windowMs === undefined ? '' : ` within ${Math.round(windowMs / 86_400_000)} days`;
