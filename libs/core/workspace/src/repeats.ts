import type { Entry, Section } from './entry';
import type { Problem } from './problem';
import type { ApiKey, Source } from './workspace';

/** Entries whose name an earlier entry of the same kind has. */
export function repeatedNames(entries: readonly Entry<unknown>[]): readonly Problem[] {
  return repeats(entries, ({ id }) => id).map(({ entry, first }) =>
    entry.document.problemAt(entry.path, {
      message: `${entry.label} is there already`,
      remedy: `rename one of the two; the first is at ${placeOf(first)}`,
    }),
  );
}

/** Sources that could not be told apart, because they have the write key of an earlier one. */
export function repeatedWriteKeys(sources: readonly Entry<Source>[]): readonly Problem[] {
  return repeats(sources, ({ value }) => value.writeKey).map(({ entry, first }) =>
    entry.document.problemAt([...entry.path, 'writeKey'], {
      message: `${entry.label} has the writeKey of ${first.label}`,
      remedy: `give it a key of its own; the other is at ${placeOf(first)}`,
    }),
  );
}

/** Keys of the api that an earlier one has, or a source: what web pages send must not open the api. */
export function repeatedApiKeys(keys: readonly Entry<ApiKey>[], sources: readonly Entry<Source>[]): readonly Problem[] {
  const secrets = [
    ...sources.map((entry) => ({ entry, secret: entry.value.writeKey })),
    ...keys.map((entry) => ({ entry, secret: entry.value.key })),
  ];
  return keys.flatMap((entry) => {
    const first = secrets.find(({ secret }) => secret === entry.value.key)?.entry;
    if (first === undefined || first === entry) return [];
    const message = `${entry.label} has the key of ${first.label}`;
    const remedy = `give it a key of its own; the other is at ${placeOf(first)}`;
    return [entry.document.problemAt([...entry.path, 'key'], { message, remedy })];
  });
}

/** The first entry that is too many. */
export function entriesBeyond({ key, max }: Section, entries: readonly Entry<unknown>[]): readonly Problem[] {
  const first = max === undefined ? undefined : entries[max];
  if (first === undefined) return [];
  const message = `${first.label} is too many: ${key} has at most ${max} entries`;
  return [first.document.problemAt(first.path, { message, remedy: 'remove what nobody needs' })];
}

interface Repeat<Value> {
  readonly entry: Entry<Value>;
  readonly first: Entry<Value>;
}

function repeats<Value>(
  entries: readonly Entry<Value>[],
  idOf: (entry: Entry<Value>) => string,
): readonly Repeat<Value>[] {
  return entries.flatMap((entry, i) => {
    const first = entries.slice(0, i).find((earlier) => idOf(earlier) === idOf(entry));
    return first === undefined ? [] : [{ entry, first }];
  });
}

function placeOf({ document, path }: Entry<unknown>): string {
  const { file, line, column } = document.problemAt(path, { message: '', remedy: '' });
  return `${file}:${line}:${column}`;
}
