import type { Counter, Evidence, Kept, Sums, Trait, View, Violation } from './evidence';
import { keysRefusedBy } from './letters';
import type { ProfileFold } from './profile-fold';
import { sumsOf } from './profile-fold';

/** Beyond this many names a profile counts the rest together, or keeps no more traits; then only sums can be compared. */
const NAMES_MAX = 100;
/** Sums of amounts stop here. */
const MICROS_MAX = 4.5e15;
const NEVER_TOLD = -1;

const broken = (where: string, what: string): Violation => ({ invariant: 'I5', where, what });

/**
 * I5 for profiles: the events of the identifiers that a profile has, folded anew, are what profile.state, profiles and
 * updates say last; and the newest records of those two topics are exactly the profiles that live, and ends of others.
 */
export function* profilesReplayed(evidence: Evidence, fold: ProfileFold): Iterable<Violation> {
  const refused = keysRefusedBy('segment-evaluator', evidence.letters);
  for (const [profile, kept] of evidence.kept) {
    const sums = sumsOf(kept.subStates.keys(), fold);
    for (const what of sumProblems(kept, sums)) yield broken(`profile.state ${profile}`, what);
    for (const [topic, shown] of shownIn(evidence)) {
      if (topic === 'updates' && refused.has(profile)) continue;
      for (const what of viewProblems(shown.get(profile), kept, sums)) yield broken(`${topic} ${profile}`, what);
    }
  }
  for (const [topic, shown] of shownIn(evidence)) {
    for (const profile of shown.keys())
      if (!evidence.kept.has(profile)) yield broken(`${topic} ${profile}`, 'is there, but profile.state has none');
  }
}

const shownIn = ({ newestMade, newestTold }: Evidence) =>
  [
    ['profiles', newestMade],
    ['updates', newestTold],
  ] as const;

function* viewProblems(shown: View | undefined, kept: Kept, sums: Sums): Iterable<string> {
  if (kept.life === 'yielded') yield 'gave everything away, and nobody answered';
  const version = shown?.version ?? NEVER_TOLD;
  if (version !== kept.told) yield `is of version ${version}, the last one told is ${kept.told}`;
  if (shown === undefined) return;
  if (lifeOf(shown) !== kept.life) yield `is shown as ${lifeOf(shown)}, but is ${kept.life}`;
  if (shown.end === undefined) yield* differencesOf(shown, kept, sums);
}

function* differencesOf(shown: View, kept: Kept, sums: Sums): Iterable<string> {
  const [has, wanted] = [shown.identifiers.join(), namedIn(kept).join()];
  if (has !== wanted) yield `has the identifiers ${has}, not ${wanted}`;
  if (shown.createdAt !== kept.createdAt) yield `began at ${shown.createdAt}, not at ${kept.createdAt}`;
  yield* sumProblems(shown, { ...sums, traits: shownTraits(sums.traits) });
}

const lifeOf = ({ end }: View): string => (end === undefined ? 'live' : end === 'deleted' ? 'erased' : 'merged');

const namedIn = ({ subStates }: Kept): readonly string[] =>
  [...subStates.values()]
    .filter(({ isNamed }) => isNamed)
    .map(({ key }) => key)
    .sort();

/** Removed traits are kept, but not shown. */
const shownTraits = (traits: Named<Trait>): Named<Trait> =>
  new Map([...traits].filter(([, { value }]) => value !== 'null'));

type Named<Value> = ReadonlyMap<string, Value>;

function* sumProblems(found: Sums, wanted: Sums): Iterable<string> {
  yield* counterProblems(found.counters, wanted.counters);
  yield* traitProblems(found.traits, wanted.traits);
}

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

/** Values stay out of the sentence: they are personal data. */
function* traitProblems(found: Named<Trait>, wanted: Named<Trait>): Iterable<string> {
  const isCapped = wanted.size >= NAMES_MAX;
  for (const name of new Set([...found.keys(), ...wanted.keys()])) {
    const [has, needs] = [found.get(name), wanted.get(name)];
    if ((has === undefined && isCapped) || isSame(has, needs)) continue;
    yield `has trait "${name}" of ${has?.messageId ?? 'nothing'}, a replay of ${needs?.messageId ?? 'nothing'}`;
  }
}

const isSame = (one: Trait | undefined, other: Trait | undefined): boolean =>
  JSON.stringify([one?.value, one?.time, one?.messageId]) ===
  JSON.stringify([other?.value, other?.time, other?.messageId]);
