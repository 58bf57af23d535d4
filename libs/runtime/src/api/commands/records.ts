import type { AuditRecord, Command, ProfileId } from '@tutti/contracts';
import { keyOf, profileIn } from '@tutti/contracts';
import type { NewRecord } from '@tutti/log';
import { originHeaders } from '../../headers';
import type { Platform } from '../../platform';
import type { CommandRequest } from './request';
import { recordedAction } from './request';
import type { Resolved } from './resolve';

/** A command that was accepted: who asked for what, and whom it is about. */
export interface Accepted {
  readonly id: string;
  readonly by: string;
  /** Our clock, milliseconds. */
  readonly at: number;
  readonly request: CommandRequest;
  readonly resolved: Resolved;
}

/** The command as profiles are told it. */
export function commandOf({ id, by, at, request, resolved }: Accepted): Command {
  const { action, why, expectedVersion } = request;
  return {
    ...{ id, by, why, at },
    action: recordedAction(action),
    identifiers: resolved.identifiers.map(({ identifier }) => identifier),
    other: resolved.other?.identifier ?? null,
    otherProfileId: resolved.otherProfileId ?? null,
    expectedVersion: expectedVersion ?? null,
  };
}

/** That it was asked for, as the audit trail keeps it: identifiers by key, never by value. */
export function askedRecord({ id, by, at, request, resolved }: Accepted, revision: number): AuditRecord {
  const { identifiers, other } = resolved;
  const sides = other === undefined ? identifiers : [...identifiers, other];
  return {
    ...{ at, action: recordedAction(request.action), outcome: 'asked', code: '', detail: '' },
    ...{ command: id, by, why: request.why, messageId: null, revision },
    identifiers: sides.map(({ identifier }) => identifier.identifier.key),
    profiles: profilesOf(resolved),
  };
}

/** The profiles that a command is about, its own first. */
export const profilesOf = ({ identifiers: [{ profileId }], otherProfileId }: Resolved): readonly ProfileId[] =>
  otherProfileId === undefined || otherProfileId === profileId ? [profileId] : [profileId, otherProfileId];

/** The command and the record that it was asked for, for one append. */
export function recordsOf(
  platform: Pick<Platform, 'wire' | 'topic' | 'partitionOf' | 'partitions' | 'config'>,
  accepted: Accepted,
): readonly NewRecord[] {
  const { wire, topic, partitionOf, partitions, config } = platform;
  const revision = config.current();
  const [{ profileId }] = accepted.resolved.identifiers;
  const key = keyOf.profile(profileId);
  const place = { key, partition: partitionOf(key, partitions), headers: originHeaders('live', revision) };
  return [
    { ...place, topic: topic('audit'), value: wire.encode('audit', askedRecord(accepted, revision)) },
    { ...place, topic: topic('profile.in'), value: wire.encode('profile.in', profileIn.command(commandOf(accepted))) },
  ];
}
