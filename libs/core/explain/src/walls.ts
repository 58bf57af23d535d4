import type { ProfileState, SubState } from '@tutti/contracts';
import type { ExplainedWall, Who } from './explanation';
import type { Known } from './facts';
import { keyIn } from './facts';

/** The walls of a profile: who stands on its side of each, and who on the other. */
export function wallsOf(known: Known, { identifiers }: ProfileState): readonly ExplainedWall[] {
  const commands = new Set(Object.values(identifiers).flatMap(({ walls }) => walls.map(({ wall }) => wall)));
  return [...commands].map((command) => {
    const here = namesOf(identifiers, (sub) => sideOf(sub, command) !== undefined);
    const sides = new Set(here.map((name) => sideOf(identifiers[name], command)));
    return {
      command,
      order: known.order(command),
      here: here.map((name) => known.who(name)),
      there: beyond(known, { command, sides, own: new Set(Object.keys(identifiers).map(keyIn)) }),
    };
  });
}

interface Side {
  readonly command: string;
  readonly sides: ReadonlySet<number | undefined>;
  readonly own: ReadonlySet<string>;
}

/** Those that bear the other mark, and those that the command named and that are somewhere else. */
function beyond({ facts, who }: Known, { command, sides, own }: Side): readonly Who[] {
  const marked = [...facts.profiles.values()].flatMap(({ identifiers }) =>
    namesOf(identifiers, (sub) => {
      const side = sideOf(sub, command);
      return side !== undefined && !sides.has(side);
    }),
  );
  const named = facts.audit.filter((record) => record.command === command).flatMap(({ identifiers }) => identifiers);
  const seen = new Set(marked.map(keyIn));
  const strangers = [...new Set(named)].filter((key) => !own.has(key) && !seen.has(key));
  return [...marked, ...strangers].map((name) => who(name));
}

const namesOf = (identifiers: ProfileState['identifiers'], holds: (sub: SubState) => boolean): string[] =>
  Object.entries(identifiers).flatMap(([name, sub]) => (holds(sub) ? [name] : []));

const sideOf = (sub: SubState | undefined, command: string): number | undefined =>
  sub?.walls.find(({ wall }) => wall === command)?.side;
