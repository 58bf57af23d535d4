import type { Apply, Event, ProfileState, SubState, Unit } from '@tutti/contracts';
import type { EventNumber } from '@tutti/core/stage';
import type { ByName, Cap } from './fold';
import { cappedWithRest, mergeRecords, own } from './fold';
import { withSeq } from './ranges';
import { mergeUnits, unitOf } from './unit';

/** Of the units of one identifier, 50 are kept apart: those of the smallest keys, which are hashes already (design I1). */
const SMALLEST_KEYS: Cap = { max: 50, rankOf: (key) => key };
const REST = 'rest';
const DEVICES: readonly string[] = ['device', 'anonymousId'];

/**
 * The sub-states with one more event in that of its identifier; undefined when its number was counted before.
 * `position` is topic/partition/offset of the record that brought it.
 */
export function withEvent(
  subStates: ProfileState['identifiers'],
  { identifier, seq, event }: Apply,
  position: string,
): ByName<SubState> | undefined {
  const known = own(subStates, identifier.key);
  const applied = withSeq(known?.applied ?? [], seq);
  if (applied === undefined) return undefined;
  const units = mergeRecords([known?.units ?? {}, { [deviceNamed(event)]: unitOf(event, position) }], merge);
  const subState = { identifier, applied, units: cappedWithRest(units, { ...SMALLEST_KEYS, rest: REST, merge }) };
  return { ...subStates, [identifier.key]: subState };
}

/**
 * The sub-states with a number counted of which no event can be read; undefined when it was counted before. Of an
 * identifier that nothing else is known of, type and value stay '' until a readable event tells them.
 */
export function withNumber(
  subStates: ProfileState['identifiers'],
  { identifier: key, seq }: EventNumber,
): ByName<SubState> | undefined {
  const known = own(subStates, key) ?? { identifier: { type: '', value: '', key }, applied: [], units: {} };
  const applied = withSeq(known.applied, seq);
  return applied === undefined ? undefined : { ...subStates, [key]: { ...known, applied } };
}

/** The strongest device that the event names beside its entry; '' where it names none. */
const deviceNamed = ({ others }: Event): string => others.find(({ type }) => DEVICES.includes(type))?.key ?? '';

const merge = (one: Unit, other: Unit): Unit => mergeUnits([one, other]);
