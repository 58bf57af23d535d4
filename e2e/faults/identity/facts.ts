/** What the test knows of an event that it sent: the oracle goes by nothing else. Names of identifiers: type, NUL, value. */
export interface Fact {
  readonly number: number;
  /** The identifier that it enters by, then those it names beside it. */
  readonly names: readonly [string, ...string[]];
  /** What it counts as: the name of a track call, the type of any other. */
  readonly counts: string;
  readonly cents: number;
  /** Name to JSON. */
  readonly traits: Readonly<Record<string, string>>;
}

/** The type in the name of an identifier. */
export const typeOf = (name: string): string => name.slice(0, name.indexOf('\u0000'));

/** The value in the name of an identifier. */
export const valueOf = (name: string): string => name.slice(name.indexOf('\u0000') + 1);

export const identifierName = (type: string, value: string): string => `${type}\u0000${value}`;
