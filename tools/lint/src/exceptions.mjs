import { limits } from './limits.mjs';
import { pureRules } from './purity.mjs';

/**
 * One block of configuration per row of the table. `{ file, rule, reason }` lets a file (or glob) off a rule. So that
 * an exception cannot grow unseen, `max` raises a limit to that number instead, and `allow` takes names off a list.
 */
export const exceptionsOf = (exceptions) =>
  exceptions.map((row) => ({ files: [row.file], rules: { [row.rule]: settingOf(row) } }));

function settingOf({ rule, max, allow }) {
  if (max !== undefined) return ['error', { ...limits[rule][1], max }];
  if (allow !== undefined) return pureRules[rule].filter((it) => !allow.includes(it.name));
  return 'off';
}
