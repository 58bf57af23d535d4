import type { Command, Identifier, IncarnatedIdentifier, ProfileId } from '@tutti/contracts';
import { keyOf, profileIn } from '@tutti/contracts';
import type { Emit } from '@tutti/core/stage';
import { homeProfile } from '@tutti/core/stage';
import type { Draw } from './draw';
import type { Wish } from './plan';
import type { World } from './world';
import { identityTask, profileTask } from './world';

/** A command as the api would write it now: to the profile that the first identifier points at, as far as anybody knows. */
export function addressed(world: World, wish: Wish, draw: Draw): Emit & { readonly topic: 'profile.in' } {
  const known = wish.identifiers.map((it) => pointerOf(world, it));
  const other = wish.other === undefined ? undefined : pointerOf(world, wish.other);
  const { profileId } = known[0]!;
  const command: Command = {
    ...{ id: wish.id, action: wish.action, by: 'ada', why: 'because', at: world.now },
    identifiers: known.map(({ named }) => named),
    other: other?.named ?? null,
    otherProfileId: other?.profileId ?? null,
    expectedVersion: expectedVersion(world, profileId, { wish, draw }),
  };
  return { kind: 'emit', topic: 'profile.in', key: keyOf.profile(profileId), value: profileIn.command(command) };
}

function pointerOf(
  world: World,
  identifier: Identifier,
): { readonly named: IncarnatedIdentifier; readonly profileId: ProfileId } {
  const state = identityTask(world, identifier.key).owned.states.get(identifier.key);
  const profileId = state?.profileId ?? homeProfile(identifier.key, 0);
  return { named: { identifier, incarnation: state?.incarnation ?? 0 }, profileId };
}

function expectedVersion(
  world: World,
  profileId: ProfileId,
  { wish: { saw }, draw }: { readonly wish: Wish; readonly draw: Draw },
): number | null {
  const told = profileTask(world, profileId).owned.states.get(profileId)?.told ?? -1;
  if (saw === 'none' || told === -1) return null;
  return saw === 'newest' ? told : Math.max(0, told - 1 - draw.upTo(3));
}
