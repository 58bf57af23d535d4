import type { Entry } from './entry';
import type { IdentifierEntry } from './identifiers';
import { builtInPriority, otherBuiltIns } from './identifiers';
import type { Problem } from './problem';

type Identifier = Entry<IdentifierEntry>;

/** Entries whose priority another type has: which of two identifiers is the stronger must be certain. */
export function repeatedPriorities(entries: readonly Identifier[]): readonly Problem[] {
  return entries.flatMap((entry, i) => {
    const { priority } = entry.value;
    if (priority === undefined) return [];
    const holder = earlierWith(priority, entries.slice(0, i)) ?? unsaidWith(priority, entries);
    if (holder === undefined || holder === entry.id) return [];
    const message = `${entry.label} has the priority of ${holder}, ${priority}`;
    const remedy =
      'give each type a number of its own; a built-in type that says none has that of docs/reference/identity.md';
    return [entry.document.problemAt([...entry.path, 'priority'], { message, remedy })];
  });
}

const earlierWith = (priority: number, earlier: readonly Identifier[]): string | undefined =>
  earlier.find(({ value }) => value.priority === priority)?.id;

/** The built-in type that has this priority without saying so. */
function unsaidWith(priority: number, entries: readonly Identifier[]): string | undefined {
  const values = entries.map(({ value }) => value);
  const unsaid = [...values.filter((value) => value.priority === undefined), ...otherBuiltIns(values)];
  return unsaid.find(({ type }) => builtInPriority(type) === priority)?.type;
}
