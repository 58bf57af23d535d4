import { createHash, randomUUID } from 'node:crypto';
import type { AuditRecord } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import type { Appender } from '@tutti/log';
import { LogError } from '@tutti/log';
import type { Platform } from '../../platform';
import type { Caller } from '../access/access';
import { auditTrail } from './audit';
import type { CommandDocument } from './documents';
import { commandDocument, pendingDocument, REPEATED } from './documents';
import type { Outcomes } from './outcomes';
import { profilesOf, recordsOf } from './records';
import type { CommandRequest } from './request';
import { recordedAction } from './request';
import type { Resolved } from './resolve';
import { resolve } from './resolve';
import { targetOf } from './target';

/** How long a caller waits for an outcome before being told where to ask again. */
const WAIT_MS_MAX = 10_000;

/** What carrying a command to the log takes. */
export interface CommandDesk {
  readonly platform: Platform;
  readonly appender: Appender;
  readonly outcomes: Outcomes;
  readonly waitMsMax?: number;
}

/** What became of a request for a command. */
export type Asked =
  | { readonly kind: 'told'; readonly document: CommandDocument }
  | { readonly kind: 'unknown'; readonly violations: readonly Violation[] }
  | { readonly kind: 'rebuilding' }
  /** The log did not confirm the command: it may have been written. */
  | { readonly kind: 'doubtful'; readonly id: string }
  /** The Idempotency-Key was used for another command. */
  | { readonly kind: 'other command'; readonly id: string };

/** Who asks for what; with an Idempotency-Key a repeat is the same command. */
export interface Question {
  readonly caller: Caller;
  readonly request: CommandRequest;
  readonly idempotencyKey: string | undefined;
}

/** Writes a command and that it was asked for, and waits for its outcome. Rejects with a `LogError` when nothing was written. */
export async function askFor(desk: CommandDesk, question: Question): Promise<Asked> {
  const { caller, request, idempotencyKey } = question;
  if (idempotencyKey === undefined) return send(desk, { ...question, id: randomUUID().replaceAll('-', '') });
  const id = idOf(caller, idempotencyKey);
  const before = await recordsAbout(desk, id);
  if (before.some((record) => isOther(desk, record, request))) return { kind: 'other command', id };
  const known = commandDocument(id, before);
  if (known !== undefined && known.outcome !== 'pending') return { kind: 'told', document: known };
  const asked = await send(desk, { ...question, id });
  // It was asked for when they could still be found.
  return asked.kind === 'unknown' && known !== undefined ? { kind: 'told', document: known } : asked;
}

type Numbered = Question & { readonly id: string };

async function send(desk: CommandDesk, question: Numbered): Promise<Asked> {
  const resolution = await resolve(desk.platform, question.request);
  if (resolution.kind !== 'resolved') return resolution;
  try {
    return { kind: 'told', document: await outcomeOf(desk, { ...question, resolved: resolution.resolved }) };
  } catch (error) {
    if (error instanceof LogError && error.code === 'doubtful') return { kind: 'doubtful', id: question.id };
    throw error;
  }
}

type Sending = Numbered & { readonly resolved: Resolved };

async function outcomeOf(desk: CommandDesk, { id, caller, request, resolved }: Sending): Promise<CommandDocument> {
  const { platform, appender, outcomes, waitMsMax = WAIT_MS_MAX } = desk;
  const watch = await outcomes.watch(id);
  const accepted = { id, by: caller.name, at: platform.clock(), request, resolved };
  try {
    await appender.append(recordsOf(platform, accepted));
  } catch (error) {
    watch.end();
    throw error;
  }
  const outcome = await watch.outcome(waitMsMax);
  const records = outcome?.code === REPEATED ? await recordsAbout(desk, id) : outcome === undefined ? [] : [outcome];
  return commandDocument(id, records) ?? pendingDocument(id, profilesOf(resolved));
}

/** What the audit trail says of one command, oldest first. */
export const recordsAbout = async ({ platform }: CommandDesk, id: string): Promise<readonly AuditRecord[]> =>
  (await auditTrail(platform, ({ command }) => command === id)).records;

const idOf = ({ name }: Caller, idempotencyKey: string): string =>
  createHash('sha256').update(`command\u0000${name}\u0000${idempotencyKey}`).digest('hex').slice(0, 32);

/** Whether what was asked for under the same id is not what is asked for now; profiles may have changed since. */
function isOther(
  { platform }: CommandDesk,
  before: AuditRecord,
  { action, why, identifiers }: CommandRequest,
): boolean {
  if (before.outcome !== 'asked') return false;
  const keys = identifiers.flatMap((text) => {
    const target = targetOf(text, platform);
    return target?.kind === 'identifier' ? [target.identifier.key] : [];
  });
  return (
    before.action !== recordedAction(action) ||
    before.why !== why ||
    keys.some((key) => !before.identifiers.includes(key))
  );
}
