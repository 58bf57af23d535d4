import type { ProfileId, ProfileState, Snapshot } from '@tutti/contracts';
import { explainIdentity, explanationText } from '@tutti/core/explain';
import { isLive, isTold, visibleProfile } from '@tutti/core/profile';
import { homeProfile, nameOf, profileIdOf } from '@tutti/core/stage';
import type { Expected, ExpectedProfile } from './scenario';
import type { World } from './world';
import { identifierIn } from './world';

/** Whether what can be seen of the world is what the step expects. */
export function expectSeen(world: World, { profiles, refused, blocked, says, ...others }: Expected): void {
  expect(others).toEqual({});
  if (profiles !== undefined) expectProfiles(world, profiles);
  if (refused !== undefined) expect(refusedIn(world)).toEqual(refused.map(refusalText).sort());
  if (blocked !== undefined) expect(world.accepted.at(-1)?.blocked).toEqual(blocked);
  for (const [who, lines] of Object.entries(says ?? {}))
    for (const line of lines) expect(explanationOf(world, who)).toContain(line);
}

interface SeenProfile {
  readonly id: ProfileId;
  readonly snapshot: Snapshot;
}

const seenIn = ({ profiles, traits, now }: World): readonly SeenProfile[] =>
  [...profiles.states].flatMap(([key, state]) => {
    const id = profileIdOf(key);
    return isLive(state) && isTold(state) ? [{ id, snapshot: visibleProfile(id, state, { at: now, traits }) }] : [];
  });

const textOf = ({ type, value }: { readonly type: string; readonly value: string }): string => `${type}:${value}`;

const whoIs = ({ snapshot }: SeenProfile): string => snapshot.identifiers.map(textOf).sort().join(' + ');

function expectProfiles(world: World, expected: readonly ExpectedProfile[]): void {
  const seen = new Map(seenIn(world).map((profile) => [whoIs(profile), profile]));
  const wanted = expected.map((profile) => [[...profile.is].sort().join(' + '), profile] as const);
  expect([...seen.keys()].sort()).toEqual(wanted.map(([who]) => who).sort());
  for (const [who, profile] of wanted) expectProfile(seen.get(who)!, profile);
}

function expectProfile(
  { id, snapshot }: SeenProfile,
  { is, traits, events, beganWith, ...others }: ExpectedProfile,
): void {
  expect(others).toEqual({});
  const shown = Object.entries(snapshot.traits).map(([name, { value }]): [string, unknown] => [
    name,
    JSON.parse(value),
  ]);
  const counts = Object.entries(snapshot.events).map(([name, { count }]) => [name, count]);
  if (traits !== undefined) expect([is, Object.fromEntries(shown)]).toEqual([is, traits]);
  if (events !== undefined) expect([is, Object.fromEntries(counts)]).toEqual([is, events]);
  if (beganWith !== undefined) expect([is, id]).toEqual([is, homeProfile(identifierIn(beganWith).key, 0)]);
}

const refusalText = ([one, other, code]: readonly [string, string, string]): string =>
  `${[one, other].sort().join(' + ')}: ${code}`;

/** The links that events asked for in vain, as the audit and the identifiers know them. */
function refusedIn({ audit, identity, accepted, profiles }: World): readonly string[] {
  const texts = new Map<string, string>();
  for (const { entry, others } of accepted) for (const it of [entry, ...others]) texts.set(it.key, textOf(it));
  for (const { identifiers } of profiles.states.values())
    for (const { identifier } of Object.values(identifiers)) texts.set(identifier.key, textOf(identifier));
  const text = (key: string): string => texts.get(key) ?? key;
  const listed = audit.flatMap(({ action, outcome, code, identifiers: [one = '', other = ''] }) =>
    action === 'link' && outcome === 'refused' ? [refusalText([text(one), text(other), code])] : [],
  );
  const saturated = [...identity.states].flatMap(([key, { neighbours }]) =>
    neighbours
      .filter(({ refusal }) => refusal === 'saturated')
      .map((it) => refusalText([text(key), text(it.key), 'saturated'])),
  );
  return [...new Set([...listed, ...saturated])].sort();
}

function explanationOf({ identity, profiles, audit, rules }: World, who: string): string {
  const { key } = identifierIn(who);
  const start = identity.states.get(key)?.profileId ?? homeProfile(key, 0);
  const states = new Map(
    [...profiles.states].map(([id, state]): [ProfileId, ProfileState] => [profileIdOf(id), state]),
  );
  const pointers = new Map([...identity.states].map(([it, state]) => [it as typeof key, state]));
  const known = { profiles: states, identifiers: pointers, audit, rules, notes: [] };
  const explained = explainIdentity({ ...known, asked: who, subject: key, start });
  return explained === undefined ? '' : explanationText(explained);
}

/** What holds whatever happened: nothing is lost, nobody is in two profiles, and whoever listens knows the same. */
export function expectSound(world: World): void {
  const live = [...world.profiles.states].filter(([, state]) => isLive(state));
  for (const [id, { identifiers }] of live)
    for (const [name, { identifier, incarnation }] of Object.entries(identifiers)) {
      const pointer = world.identity.states.get(identifier.key);
      expect([name, pointer?.profileId ?? id]).toEqual([nameOf(identifier.key, incarnation), id]);
    }
  const newest = [...world.told].filter(([, { mergedInto, deleted }]) => mergedInto === null && !deleted);
  expect(newest.map(([id]) => id).sort()).toEqual(
    seenIn(world)
      .map(({ id }) => id)
      .sort(),
  );
  for (const { id, snapshot } of seenIn(world))
    expect({ ...world.told.get(id)?.snapshot, at: 0 }).toEqual({ ...snapshot, at: 0 });
}

/** Events counted in all profiles together; those of the erased are gone. */
export const countedIn = (world: World): number =>
  seenIn(world)
    .flatMap(({ snapshot }) => Object.values(snapshot.events))
    .reduce((sum, { count }) => sum + count, 0);
