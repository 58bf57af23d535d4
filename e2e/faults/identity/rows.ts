import type { FaultRow } from '../row';

/** Rows that change events, or write events of their own, of which the oracle would not know; and one of a whole minute. */
const LEFT_OUT: readonly RegExp[] = [/^events:/, /^registry:/, /:long$/];

/** The faults that people may meet. */
export const identityRows = (rows: readonly FaultRow[]): readonly FaultRow[] =>
  rows.filter(({ name }) => !LEFT_OUT.some((form) => form.test(name)));
