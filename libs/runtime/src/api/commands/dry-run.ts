import type { ProfileId } from '@tutti/contracts';
import type { KnownProfile, Plan } from '@tutti/core/profile';
import { planOf } from '@tutti/core/profile';
import { identityRules } from '@tutti/core/workspace';
import type { Platform } from '../../platform';
import type { CommandRequest } from './request';
import { recordedAction } from './request';
import type { Resolution } from './resolve';
import { profileOf, resolve } from './resolve';

/** What a command would do, or why that cannot be said. */
export type DryRun =
  { readonly kind: 'planned'; readonly plan: Plan } | Exclude<Resolution, { readonly kind: 'resolved' }>;

/** What a command would do by what the cache knows now; nothing is written. */
export async function dryRun(platform: Platform, request: CommandRequest): Promise<DryRun> {
  const resolution = await resolve(platform, request);
  if (resolution.kind !== 'resolved') return resolution;
  const { identifiers, other, otherProfileId } = resolution.resolved;
  const mine = await known(platform, identifiers[0].profileId);
  const theirs = other === undefined ? undefined : await known(platform, other.profileId);
  if (mine === undefined || (other !== undefined && theirs === undefined)) return { kind: 'rebuilding' };
  const command = {
    action: recordedAction(request.action),
    identifiers: identifiers.map(({ identifier }) => identifier),
    other: other?.identifier ?? null,
    otherProfileId: otherProfileId ?? null,
    expectedVersion: request.expectedVersion ?? null,
  };
  const plan = planOf(command, { mine, theirs }, identityRules(platform.config.workspace()));
  return { kind: 'planned', plan };
}

async function known(platform: Platform, id: ProfileId): Promise<KnownProfile | undefined> {
  const read = await profileOf(platform, id);
  return read.kind === 'found' ? { id, state: read.found } : undefined;
}
