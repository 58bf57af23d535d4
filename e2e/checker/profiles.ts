import type { Counter, Evidence, Kept, Trait, View, Violation } from './evidence';
import { keysRefusedBy } from './letters';
import type { Folded, ProfileFold } from './profile-fold';
import { NEVER_TOLD } from './profile-fold';

/** Beyond this many names a profile counts the rest together, or keeps no more traits; then only sums can be compared. */
const NAMES_MAX = 100;
/** Sums of amounts stop here. */
const MICROS_MAX = 4.5e15;

/** I5 for profiles: their input, folded anew, gives what profile.state, profiles and updates say last. */
export function* profilesReplayed(evidence: Evidence, { profiles }: ProfileFold): Iterable<Violation> {
  const refused = keysRefusedBy('segment-evaluator', evidence.letters);
  const ends = [
    ['profile.state', evidence.kept, false],
    ['profiles', evidence.newestMade, true],
    ['updates', evidence.newestTold, true],
  ] as const;
  for (const [topic, found, isShown] of ends) {
    for (const profile of new Set([...profiles.keys(), ...found.keys()])) {
      const isTold = profiles.get(profile)?.version !== NEVER_TOLD;
      if (isShown && (!isTold || (topic === 'updates' && refused.has(profile)))) continue;
      for (const what of viewProblems(found.get(profile), profiles.get(profile), isShown))
        yield { invariant: 'I5', where: `${topic} ${profile}`, what };
    }
  }
}

function* viewProblems(found: View | Kept | undefined, wanted: Folded | undefined, isShown: boolean): Iterable<string> {
  if (found === undefined) yield 'is missing, a replay makes it';
  if (wanted === undefined) yield 'is there, a replay makes no such profile';
  if (found === undefined || wanted === undefined) return;
  if (found.version !== wanted.version) yield `is of version ${found.version}, a replay makes ${wanted.version}`;
  if (found.createdAt !== wanted.createdAt) yield `began at ${found.createdAt}, in a replay at ${wanted.createdAt}`;
  yield* counterProblems(found.counters, wanted.counters);
  yield* traitProblems(found.traits, isShown ? shownTraits(wanted.traits) : wanted.traits);
}

type Named<Value> = ReadonlyMap<string, Value>;

function* counterProblems(found: Named<Counter>, wanted: Named<Counter>): Iterable<string> {
  const names = wanted.size > NAMES_MAX ? [] : new Set([...found.keys(), ...wanted.keys()]);
  for (const name of names) {
    const [has, needs] = [counterText(found.get(name)), counterText(wanted.get(name))];
    if (has !== needs) yield `counts ${has} of "${name}", a replay ${needs}`;
  }
}

function counterText(counter: Counter | undefined): string {
  if (counter === undefined) return 'nothing';
  const { count, first, last, micros } = counter;
  const worth = Math.abs(micros) >= MICROS_MAX ? 'too much' : micros;
  return `${count} from ${first} to ${last} worth ${worth}`;
}

/** Removed traits are kept, but not shown. */
const shownTraits = (traits: Named<Trait>): Named<Trait> =>
  new Map([...traits].filter(([, { value }]) => value !== 'null'));

/** Values stay out of the sentence: they are personal data. */
function* traitProblems(found: Named<Trait>, wanted: Named<Trait>): Iterable<string> {
  const isCapped = wanted.size >= NAMES_MAX;
  for (const name of new Set([...found.keys(), ...wanted.keys()])) {
    const [has, needs] = [found.get(name), wanted.get(name)];
    if ((has === undefined && isCapped) || isSame(has, needs)) continue;
    yield `has trait "${name}" of ${positionOf(has)}, a replay of ${positionOf(needs)}`;
  }
}

const isSame = (one: Trait | undefined, other: Trait | undefined): boolean =>
  JSON.stringify([one?.value, one?.time, one?.messageId, one?.position]) ===
  JSON.stringify([other?.value, other?.time, other?.messageId, other?.position]);

const positionOf = (trait: Trait | undefined): string => trait?.position ?? 'nothing';
