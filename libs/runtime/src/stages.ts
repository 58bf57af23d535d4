import type {
  IdentifierState,
  IdentityIn,
  ProfileIn,
  ProfileRecord,
  ProfileState,
  SegmentState,
} from '@tutti/contracts';
import {
  identityIn,
  identityStateRecord,
  profileIn,
  profileRecord,
  profileStateRecord,
  segmentStateRecord,
  SWITCH_KEY,
} from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { EVENT_BYTES_MAX } from '@tutti/core/ingest';
import type { ProfileRules } from '@tutti/core/profile';
import { profileStage } from '@tutti/core/profile';
import type { CompiledSegment } from '@tutti/core/segment';
import { compileSegments, segmentStage } from '@tutti/core/segment';
import type { Workspace } from '@tutti/core/workspace';
import { identityRules } from '@tutti/core/workspace';
import type { StageDefinition } from './stage/definition';

/** Of a profile with its causes: the caps of core/profile end at some 11 MB. */
const PROFILE_BYTES_MAX = 12 * 1024 * 1024;

/**
 * What an actor tells another one comes after what caused it, also in a log that is written again much later: without
 * this, a replay would find a message a week after its event, and a linked identifier as old as the profile that asked.
 */
const timeAfter = (cause: { readonly at: number } | undefined): number | undefined =>
  cause === undefined ? undefined : cause.at + 1;

/** A message without a time of its own: the partition's last one holds. */
const NO_TIME = 0;

/** Identity: one actor per identifier. Gives each event its sequence, sends it to the profile the identifier points at, and asks for links. */
export const identity: StageDefinition<IdentifierState, IdentityIn> = {
  name: 'identity',
  input: 'identity.in',
  state: 'identity.state',
  outputs: ['profile.in', 'identity.in'],
  inputBytesMax: 8 * EVENT_BYTES_MAX,
  stage: () => identityStage(),
  acceptedAt: ({ kind, event, link, relink }) =>
    event?.acceptedAt ?? timeAfter(link?.cause ?? relink?.cause) ?? (kind === 'switch' ? undefined : NO_TIME),
  records: identityStateRecord,
  switches: { by: 'owner', toValue: identityIn.switch },
};

/** Profile-compute: one actor per profile. Folds events into sub-states, merges and splits, and publishes every version of the visible profile. */
export const profileCompute: StageDefinition<ProfileState, ProfileIn> = {
  name: 'profile-compute',
  input: 'profile.in',
  state: 'profile.state',
  outputs: ['profiles', 'profile.in', 'identity.in', 'audit'],
  inputBytesMax: PROFILE_BYTES_MAX,
  stage: (workspace, revision, workspaceOf) => profileStage(profileRules(workspace, revision, workspaceOf)),
  acceptedAt: ({ apply, command, link, propose, absorb, return: back, adopted }) =>
    apply?.event.acceptedAt ?? command?.at ?? timeAfter((link ?? propose ?? absorb ?? back ?? adopted)?.cause),
  records: profileStateRecord,
  switches: { by: 'owner', toValue: profileIn.switch },
  onSwitch: { sweep: true, forward: { topic: 'profiles', key: SWITCH_KEY, toValue: profileRecord.switch } },
};

/** Segment-evaluator: decides memberships on every version of a profile and publishes the one outgoing contract. */
export const segmentEvaluator: StageDefinition<SegmentState, ProfileRecord> = {
  name: 'segment-evaluator',
  input: 'profiles',
  state: 'segment.state',
  outputs: ['updates'],
  inputBytesMax: PROFILE_BYTES_MAX,
  stage: (workspace, revision) => segmentStage(compiled(workspace, revision), revision),
  acceptedAt: ({ profile }) => profile?.snapshot.at,
  records: segmentStateRecord,
  switches: { by: 'earlier stage' },
};

/** What profiles are computed by under a revision. */
export const profileRules = (
  workspace: Workspace,
  revision: number,
  workspaceOf: (revision: number) => Workspace,
): ProfileRules => ({
  revision,
  identity: identityRules(workspace),
  traits: traitRules(workspace),
  traitsUnder: (earlier) => traitRules(workspaceOf(earlier)),
});

/** Whose word counts, by the name of the trait. */
export const traitRules = ({ traits }: Workspace): ProfileRules['traits'] =>
  new Map(traits.map((rule) => [rule.name, rule]));

/** Rules were checked before they were published, so one that does not compile was written by another version. */
function compiled({ segments }: Workspace, revision: number): readonly CompiledSegment[] {
  const result = compileSegments(segments);
  if ('ok' in result) return result.ok;
  const problems = result.problems.map(({ segment, message }) => `segment ${segment}: ${message}`).join('\n');
  throw new Error(`compiling the segments of revision ${revision}: deploy the version that published it\n${problems}`);
}
