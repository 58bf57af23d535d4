import type { Applied, Counter, Evidence, Numbered, Said, Sums, Trait } from './evidence';
import { newer, summed } from './facts';
import { refusedIn } from './letters';
import { placeOf } from './positions';

/** What came to profiles of the events of one identifier: by number, undefined where nothing of it can be read. */
export type Numbers = ReadonlyMap<number, Said | undefined>;

/** What profile-compute has to make of its input, whatever belongs to whom. */
export interface ProfileFold {
  /** By the name of the identifier. */
  readonly numbers: ReadonlyMap<string, Numbers>;
  /** Records that are no values and no dead letters either. */
  readonly lost: readonly Applied[];
  /** By place in `profile.in`: records that a version may come from. */
  readonly causes: ReadonlyMap<number, Applied>;
}

/** Goes through `profile.in`: each number of each identifier counts once, and of what is refused the number counts. */
export function profileFold({ applied, letters }: Pick<Evidence, 'applied' | 'letters'>): ProfileFold {
  const refused = refusedIn('profile.in', letters);
  const [numbers, lost] = [new Map<string, Map<number, Said | undefined>>(), [] as Applied[]];
  const causes = new Map<number, Applied>();
  for (const record of applied) {
    const place = placeOf(record.partition, record.offset);
    const code = refused.get(place);
    if (code === undefined) causes.set(place, record);
    if (code === undefined && record.kind === 'unreadable') lost.push(record);
    if (code !== 'wrong-key') note(numbers, record, code);
  }
  return { numbers, lost, causes };
}

/** Mutates `numbers`. */
function note(numbers: Map<string, Map<number, Said | undefined>>, record: Applied, code: string | undefined): void {
  const number = numberOf(record);
  if (number === undefined) return;
  const of = numbers.get(number.name) ?? new Map<number, Said | undefined>();
  numbers.set(number.name, of);
  const said = code === undefined && record.kind === 'apply' ? record.said : undefined;
  of.set(number.seq, of.get(number.seq) ?? said);
}

/** The number that a record carries; one that is no value says so in its headers. */
const numberOf = (record: Applied): Numbered | undefined =>
  record.kind === 'apply' ? record : record.kind === 'unreadable' ? record.number : undefined;

/** The events of some identifiers as one profile. */
export function sumsOf(names: Iterable<string>, { numbers }: Pick<ProfileFold, 'numbers'>): Sums {
  const counters = new Map<string, Counter>();
  const traits = new Map<string, Trait>();
  for (const name of names) {
    for (const said of numbers.get(name)?.values() ?? []) if (said !== undefined) add({ counters, traits }, said);
  }
  return { counters, traits };
}

interface Sum {
  readonly counters: Map<string, Counter>;
  readonly traits: Map<string, Trait>;
}

function add({ counters, traits }: Sum, { name, time, micros, messageId, traits: given }: Said): void {
  counters.set(name, summed(counters.get(name), { count: 1, first: time, last: time, micros }));
  for (const [trait, value] of given) traits.set(trait, newer(traits.get(trait), { value, time, messageId }));
}
