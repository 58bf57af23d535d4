import type { AuditRecord } from '@tutti/contracts';
import { outcomeText } from '@tutti/core/profile';
import { isOutcome } from './outcomes';

/** What the api says of a command. `pending`: it was asked for, and nothing came of it yet. */
export interface CommandDocument {
  readonly id: string;
  readonly outcome: 'done' | 'refused' | 'nothing' | 'pending';
  /** Rule or reason behind the outcome; empty where there is none. */
  readonly code: string;
  readonly detail: string;
  /** Of a merge the survivor first. */
  readonly profiles: readonly string[];
  /** The same in words, a sentence each. */
  readonly text: readonly string[];
}

/** A command's document from what the audit trail says of it, or undefined where that is nothing. */
export function commandDocument(id: string, records: readonly AuditRecord[]): CommandDocument | undefined {
  const own = records.filter(({ command }) => command === id);
  const outcomes = own.filter(isOutcome);
  // A command that came twice was answered twice; what came of it stands in the first answer.
  const settled = outcomes.find(({ code }) => code !== REPEATED) ?? outcomes[0];
  if (settled !== undefined) return settledDocument(id, settled);
  const [asked] = own;
  return asked === undefined ? undefined : pendingDocument(id, asked.profiles);
}

/** Code of the answer to a command that came before. */
export const REPEATED = 'repeated';

function settledDocument(id: string, record: AuditRecord): CommandDocument {
  const { outcome, code, detail, profiles } = record;
  const known = outcome === 'done' || outcome === 'refused' ? outcome : 'nothing';
  return { id, outcome: known, code, detail, profiles, text: outcomeText(record) };
}

/** Of a command that nothing came of yet. */
export const pendingDocument = (id: string, profiles: readonly string[]): CommandDocument => ({
  ...{ id, outcome: 'pending', code: 'pending', detail: '', profiles },
  text: [`It stands in the log and will be done. Ask what came of it: GET /v1/identity/commands/${id}`],
});

/** Records of the audit trail for people: an outcome also says who asked for it and why. */
export function auditDocuments(records: readonly AuditRecord[]): readonly object[] {
  const asked = new Map(records.flatMap((it) => (it.outcome === 'asked' ? [[it.command, it] as const] : [])));
  return records.map((told) => {
    const { at, by, why, ...record } = told;
    const question = asked.get(record.command);
    return {
      at: new Date(at).toISOString(),
      ...record,
      text: outcomeText(told),
      by: by === '' ? (question?.by ?? '') : by,
      why: why === '' ? (question?.why ?? '') : why,
    };
  });
}
