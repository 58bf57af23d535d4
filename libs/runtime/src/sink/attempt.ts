import { createHmac } from 'node:crypto';
import type { Change, Outcome } from '@tutti/core/sync';
import type { HmacSha256, Opened } from '@tutti/destinations';
import { shown } from './shown';
import type { Transport } from './transport';

/** What an attempt needs: a destination with its settings, a way to it, and when it is made. */
export interface AttemptParts {
  readonly opened: Opened;
  readonly transport: Transport;
  readonly at: () => number;
}

/** Tries to deliver changes in one request. Never rejects: whatever happens is an outcome for each of them. */
export async function attempt(
  { opened, transport, at }: AttemptParts,
  changes: readonly Change[],
): Promise<readonly Outcome[]> {
  try {
    const request = opened.toRequest(changes, { at: at(), hmacSha256 });
    const sent = await transport.send(request, opened.delivery.timeoutMs);
    if (sent.kind === 'failed') return changes.map(() => ({ kind: 'retry', reason: sent.reason }));
    const outcomes = opened.readResponse(changes, sent.response, { at: at() });
    return outcomes.map((outcome) => withAnswer(outcome, shown(sent.response.body, opened.secrets)));
  } catch (error) {
    // The destination's own code failed on these changes: it would fail again, and others must go on.
    const reason = shown((error as Error).message, opened.secrets);
    return changes.map(() => ({ kind: 'rejected', code: 'destination-failed', reason }));
  }
}

const hmacSha256: HmacSha256 = (key, text) => createHmac('sha256', key).update(text).digest();

/** What the other side says about a refusal is what its owner needs to see. */
const withAnswer = (outcome: Outcome, answer: string): Outcome =>
  outcome.kind === 'rejected' && answer !== '' ? { ...outcome, reason: `${outcome.reason}: ${answer}` } : outcome;
