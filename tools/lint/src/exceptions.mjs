import { limits } from './limits.mjs';

/**
 * One block of configuration per row of the table: `{ file, rule, reason }` lets a file (or glob) off a rule; with
 * `max` the limit is raised to that number instead, so that an exception cannot grow unseen.
 */
export const exceptionsOf = (exceptions) =>
  exceptions.map(({ file, rule, max }) => ({
    files: [file],
    rules: { [rule]: max === undefined ? 'off' : ['error', { ...limits[rule][1], max }] },
  }));
