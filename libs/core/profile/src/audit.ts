import type { AuditAction, AuditRecord, Command, LinkCause, ProfileId } from '@tutti/contracts';
import { keyOf } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import type { Here } from './actor';

/** What an audit record says beside when and where. */
export type Finding = Pick<AuditRecord, 'outcome'> &
  Partial<Pick<AuditRecord, 'code' | 'detail' | 'identifiers' | 'profiles'>>;

/** What came of a link that an event or an operator's merge asked for. */
export const auditOfLink = (
  { messageId, command }: LinkCause,
  action: AuditAction,
  finding: Finding & { readonly here: Here },
): Effect => record({ ...finding, action, messageId, command });

/** What came of an operator command. */
export const auditOfCommand = ({ id, action, by, why }: Command, finding: Finding & { readonly here: Here }): Effect =>
  record({ ...finding, action, messageId: null, command: id, by, why });

type Told = Finding &
  Pick<AuditRecord, 'action' | 'messageId' | 'command'> &
  Partial<Pick<AuditRecord, 'by' | 'why'>> & { readonly here: Here };

function record({ here, ...told }: Told): Effect {
  const { id, at, rules } = here;
  const profiles: readonly ProfileId[] = told.profiles ?? [id];
  const rest = { code: '', detail: '', by: '', why: '', identifiers: [] };
  const value = { ...rest, ...told, profiles, at, revision: rules.revision };
  return { kind: 'emit', topic: 'audit', key: keyOf.profile(id), value };
}
