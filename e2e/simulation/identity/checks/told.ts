import type { Event, ProfileId, ProfileVersion } from '@tutti/contracts';
import { profileTask } from '../world';
import type { Facts } from './facts';
import { seenOf } from './fold';

/** Who reads `profiles` and keeps the newest record of each key has the live profiles and nothing else. */
export function toldProblems(facts: Facts): readonly string[] {
  const versions = facts.world.profiles.flatMap(({ key, place, value }) =>
    value.profile === null ? [] : [{ id: key as ProfileId, place, version: value.profile }],
  );
  const newest = new Map(versions.map(({ id, version }) => [id, version]));
  return [
    ...orderProblems(versions),
    ...[...facts.profiles.keys()].flatMap((id) => newestProblems(facts, id, newest.get(id))),
    ...mergeProblems(facts, versions),
    ...causeProblems(facts, versions),
  ].map((it) => `told: ${it}`);
}

interface Version {
  readonly id: ProfileId;
  readonly place: number;
  readonly version: ProfileVersion;
}

const isEnd = ({ mergedInto, deleted }: ProfileVersion): boolean => mergedInto !== null || deleted;

/** Versions only grow, and what is said to have changed is what changed. */
function orderProblems(versions: readonly Version[]): readonly string[] {
  const last = new Map<ProfileId, ProfileVersion>();
  return versions.flatMap(({ id, version }) => {
    const before = last.get(id);
    last.set(id, version);
    const [from, to] = [before?.snapshot.version ?? 0, version.snapshot.version];
    if (before !== undefined && from >= to) return [`version ${to} of ${id} follows ${from}`];
    if (isEnd(version)) return [];
    return changeProblems(before, version).map((it) => `version ${to} of ${id} ${it}`);
  });
}

function changeProblems(before: ProfileVersion | undefined, version: ProfileVersion): readonly string[] {
  const known = before === undefined || isEnd(before) ? {} : valuesOf(before);
  const problems = version.changes.flatMap(({ trait, from }) =>
    (known[trait] ?? null) === from ? [] : [`changes ${trait} from ${from}, which it was not`],
  );
  for (const { trait, to } of version.changes) {
    if (to === null) delete known[trait];
    else known[trait] = to;
  }
  return same(known, valuesOf(version)) ? problems : [...problems, 'does not say what changed'];
}

const valuesOf = ({ snapshot }: ProfileVersion): Record<string, string> =>
  Object.fromEntries(Object.entries(snapshot.traits).map(([name, { value }]) => [name, value]));

const same = (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

function newestProblems(facts: Facts, id: ProfileId, newest: ProfileVersion | undefined): readonly string[] {
  const { life, told, identifiers, into } = facts.profiles.get(id)!;
  const names = Object.keys(identifiers);
  const events = names.flatMap((name) => facts.byName.get(name) ?? []);
  if (newest === undefined) return life === 'live' && events.length > 0 ? [`nobody was told of ${id}`] : [];
  if (newest.snapshot.version !== told) return [`${id} was told as ${newest.snapshot.version}, its state says ${told}`];
  if (life === 'merged')
    return newest.mergedInto === into ? [] : [`${id} is told as part of ${newest.mergedInto}, it went into ${into}`];
  if (life === 'erased') return newest.deleted ? [] : [`${id} is erased, and its newest version does not say so`];
  if (isEnd(newest)) return [`${id} lives, and its newest version says that it does not`];
  return snapshotProblems(facts, id, { newest, names, events });
}

function snapshotProblems(
  { world }: Facts,
  id: ProfileId,
  { newest, names, events }: { newest: ProfileVersion; names: readonly string[]; events: readonly Event[] },
): readonly string[] {
  const { revision } = profileTask(world, id).owned;
  const wanted = seenOf(events, world.plan.revisions[revision - 1]!.traits);
  const { snapshot } = newest;
  const found = { firstSeen: snapshot.firstSeen, lastSeen: snapshot.lastSeen, events: sorted(snapshot.events) };
  const { traits, ...rest } = wanted;
  const keys = [...new Set(names.map((name) => name.split('~')[0]))].sort();
  return [
    ...(events.length === 0 || JSON.stringify(found) === JSON.stringify(rest)
      ? []
      : [`${id} is told as ${JSON.stringify(found)}, its events make ${JSON.stringify(rest)}`]),
    ...(same(valuesOf(newest), traits)
      ? []
      : [`${id} is told with traits ${JSON.stringify(valuesOf(newest))}, they are ${JSON.stringify(traits)}`]),
    ...(JSON.stringify(snapshot.identifiers.map(({ key }) => key).sort()) === JSON.stringify(keys)
      ? []
      : [`${id} is told with ${snapshot.identifiers.map(({ key }) => key).join()}, it holds ${keys.join()}`]),
  ];
}

const sorted = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));

/** A merge is announced when everything has arrived, for it cannot be taken back everywhere. */
function mergeProblems({ world }: Facts, versions: readonly Version[]): readonly string[] {
  return versions.flatMap(({ id, place, version: { mergedInto } }) => {
    if (mergedInto === null) return [];
    const yieldedAt = world.profileSteps.findLast(
      (step) =>
        step.input.key === id && step.place < place && step.before?.life === 'live' && step.after?.life === 'yielded',
    )?.place;
    const arrived = world.profileSteps.some(
      ({ input, after, place: at }) =>
        input.kind === 'record' &&
        input.key === mergedInto &&
        input.value.absorb?.from === id &&
        yieldedAt !== undefined &&
        at > yieldedAt &&
        at < place &&
        Object.keys(input.value.absorb.identifiers).every((name) => after !== undefined && name in after.identifiers),
    );
    return arrived ? [] : [`${id} is said to be part of ${mergedInto} before it arrived there`];
  });
}

/** Every event is told once as a cause, unless its life ended. */
function causeProblems({ accepted, ended }: Facts, versions: readonly Version[]): readonly string[] {
  const [told, wanted] = [new Map<string, number>(), new Map<string, number>()];
  const tally = (counts: Map<string, number>, { messageId, entry }: Event): void => {
    const which = `${messageId} of ${entry.key}`;
    counts.set(which, (counts.get(which) ?? 0) + 1);
  };
  const erased = new Set<string>();
  for (const { version } of versions) for (const event of version.causes) tally(told, event);
  for (const { event, name } of accepted) {
    tally(wanted, event);
    if (ended.has(name)) erased.add(`${event.messageId} of ${event.entry.key}`);
  }
  return [...new Set([...told.keys(), ...wanted.keys()])].flatMap((which) => {
    const [times, due] = [told.get(which) ?? 0, wanted.get(which) ?? 0];
    return times === due || (times < due && erased.has(which)) ? [] : [`${which} was a cause ${times} times of ${due}`];
  });
}
