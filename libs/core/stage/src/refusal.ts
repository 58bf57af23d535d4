import type { Effect, Violation } from './index';

/**
 * Why a record that could be decoded cannot be stepped; only a foreign writer can be the cause. `wrong-key`: it belongs
 * under another key. `bad-value`: a field holds what Tutti never writes.
 */
export type RefusalCode = 'wrong-key' | 'bad-value';

/** The effect that makes a dead letter of the record that is stepped. */
export const refusal = (code: RefusalCode, ...violations: readonly Violation[]): Effect => ({
  kind: 'reject',
  code,
  violations,
});
