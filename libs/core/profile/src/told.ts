import type { Event, IdentityChange, ProfileId, ProfileState, ProfileVersion, Snapshot } from '@tutti/contracts';
import { keyOf, profileRecord } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import type { Here, Step } from './actor';
import { isLive, isTold } from './actor';
import { changesBetween, visibleProfile, visibleTraits } from './visible';

/** What a new version of a profile says beside the profile. */
export interface Telling {
  readonly causes: readonly Event[];
  readonly identity: IdentityChange | null;
}

/** What a step changed in who a profile is; `identifiers` are those that came or went. */
export const changeOf = (
  kind: IdentityChange['kind'],
  { identifiers, cause }: Pick<ProfileState, 'identifiers'> & Pick<IdentityChange, 'cause'>,
  other: ProfileId | null,
): IdentityChange => ({
  kind,
  other,
  cause,
  identifiers: Object.values(identifiers).map(({ identifier }) => identifier),
});

/** The step with the new version of the profile told; silent for a profile of which there is nothing to see. */
export function toldStep(
  before: ProfileState | undefined,
  after: ProfileState,
  { here, ...telling }: Telling & { readonly here: Here },
): Step {
  if (!isTold(after) && !hasEvents(after)) return [after, []];
  const next = { ...after, told: here.version, revision: here.rules.revision };
  const snapshot = visibleProfile(here.id, next, { at: here.at, traits: here.rules.traits });
  const changes = changesBetween(traitsTold(before, here), snapshot.traits);
  return [next, [version(here.id, { snapshot, changes, ...telling, mergedInto: null, deleted: false })]];
}

/** The traits as they were told last: rules may have changed since. */
function traitsTold(before: ProfileState | undefined, { rules }: Here): Snapshot['traits'] {
  if (before === undefined || !isTold(before) || !isLive(before)) return {};
  return visibleTraits(before, before.revision === rules.revision ? rules.traits : rules.traitsUnder(before.revision));
}

/** The step that tells a profile's end, if anybody was told of its life. */
export function toldEnd(
  after: ProfileState,
  end: Pick<ProfileVersion, 'identity' | 'mergedInto' | 'deleted'>,
  here: Here,
): Step {
  if (!isTold(after)) return [after, []];
  const next = { ...after, told: here.version, revision: here.rules.revision };
  const snapshot = shell(here.id, next, here.at);
  return [next, [version(here.id, { snapshot, changes: [], causes: [], ...end })]];
}

/** What is left to see of a profile that is no more. */
const shell = (id: ProfileId, { told, createdAt }: ProfileState, at: number): Snapshot => ({
  ...{ id, version: told, at, createdAt, firstSeen: createdAt, lastSeen: createdAt },
  ...{ identifiers: [], traits: {}, events: {}, isCut: false },
});

const version = (id: ProfileId, value: ProfileVersion): Effect => ({
  kind: 'emit',
  topic: 'profiles',
  key: keyOf.profile(id),
  value: profileRecord.profile(value),
});

const hasEvents = ({ identifiers }: ProfileState): boolean =>
  Object.values(identifiers).some(({ units }) => Object.keys(units).length > 0);
