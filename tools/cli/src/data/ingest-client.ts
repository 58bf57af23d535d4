import { pause } from '@tutti/stack';
import type { Endpoints } from './endpoints';

/** What ingest answered; `rejected` lists the refused events of a batch. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Where to post, and how often to try before giving up. */
export interface Target extends Pick<Endpoints, 'ingestUrl' | 'writeKey'> {
  readonly triesMax: number;
}

const RETRY_MS = 500;

/**
 * Posts to ingest as Segment's libraries do: no answer, 429 and 5xx are tried again (honouring Retry-After), which is
 * harmless, since a repeat of a messageId is dropped; anything else is the answer. Rejects when nobody answers at all.
 */
export async function post(target: Target, path: string, body: unknown): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const isLast = tries >= target.triesMax;
    const response = await sent(target, path, body).catch((error: unknown) => {
      if (isLast) throw error;
      return undefined;
    });
    if (response !== undefined && (isLast || (response.status !== 429 && response.status < 500))) {
      return { status: response.status, body: await bodyOf(response) };
    }
    await response?.body?.cancel();
    await pause(waitMsOf(response));
  }
}

function waitMsOf(response: Response | undefined): number {
  const seconds = Number(response?.headers.get('retry-after') ?? 0);
  return seconds > 0 ? seconds * 1000 : RETRY_MS;
}

const sent = ({ ingestUrl, writeKey }: Target, path: string, body: unknown): Promise<Response> =>
  fetch(`${ingestUrl}/v1/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify(body),
  });

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
