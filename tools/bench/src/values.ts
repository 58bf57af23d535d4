/** What was measured, by the id of its row in `rows.ts`; ids of parts of it have the name of a process at the end. */
export type Values = Readonly<Record<string, number>>;

/** Puts a name in front of every id. */
export const named = (name: string, values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [`${name}.${id}`, value]));
