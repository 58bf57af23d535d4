import type { Entry } from './entry';
import type { Problem } from './problem';
import type { Source } from './workspace';

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
