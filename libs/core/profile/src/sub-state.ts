import type { Apply, Event, ProfileState, SubState, Unit } from '@tutti/contracts';
import { nameOf } from '@tutti/core/stage';
import type { ByName, Cap } from './fold';
import { cappedWithRest, mergeRecords, own } from './fold';
import { withSeq } from './ranges';
import { mergeUnits, unitOf } from './unit';

/**
 * Of the units of one identifier, 8 are kept apart: those of the smallest keys, which are hashes already. Design I1 says
 * 50; with 16 KB a unit and 50 identifiers such a profile would not fit in a record any more.
 */
const SMALLEST_KEYS: Cap = { max: 8, rankOf: (key) => key };
const REST = 'rest';
const DEVICES: readonly string[] = ['device', 'anonymousId'];

/**
 * The sub-states with one more event in that of its identifier, which is among them; undefined when its number was
 * counted before. `position` is topic/partition/offset of the record that brought it.
 */
export function withEvent(
  subStates: ProfileState['identifiers'],
  { identifier, incarnation, seq, event }: Apply,
  position: string,
): ByName<SubState> | undefined {
  const name = nameOf(identifier.key, incarnation);
  const known = knownAs(subStates, name);
  const applied = withSeq(known.applied, seq);
  if (applied === undefined) return undefined;
  const merged = mergeRecords([known.units, { [deviceNamed(event)]: unitOf(event, position) }], merge);
  const units = cappedWithRest(merged, { ...SMALLEST_KEYS, rest: REST, merge });
  return { ...subStates, [name]: { ...known, identifier, applied, units } };
}

/** The sub-states with a number counted of which no event can be read; undefined when it was counted before. */
export function withNumber(
  subStates: ProfileState['identifiers'],
  name: string,
  seq: number,
): ByName<SubState> | undefined {
  const known = knownAs(subStates, name);
  const applied = withSeq(known.applied, seq);
  return applied === undefined ? undefined : { ...subStates, [name]: { ...known, applied } };
}

function knownAs(subStates: ProfileState['identifiers'], name: string): SubState {
  const known = own(subStates, name);
  if (known === undefined) throw new Error(`counting an event: identifier ${name} is not of this profile`);
  return known;
}

/** The strongest device that the event names beside its entry; '' where it names none. */
const deviceNamed = ({ others }: Event): string => others.find(({ type }) => DEVICES.includes(type))?.key ?? '';

const merge = (one: Unit, other: Unit): Unit => mergeUnits([one, other]);
