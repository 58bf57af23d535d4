import type { Endpoints } from './endpoints';

/** What ingest answered; `rejected` lists the refused events of a batch. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const TRIES_MAX = 20;
const RETRY_MS = 500;

/**
 * Posts to ingest as Segment's libraries do: 429 and 5xx are tried again (honouring Retry-After), anything else is the
 * answer. Rejects when nobody answers.
 */
export async function post(
  { ingestUrl, writeKey }: Pick<Endpoints, 'ingestUrl' | 'writeKey'>,
  path: string,
  body: unknown,
): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${ingestUrl}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    const answer = { status: response.status, body: await bodyOf(response) };
    if ((response.status !== 429 && response.status < 500) || tries === TRIES_MAX) return answer;
    const seconds = Number(response.headers.get('retry-after'));
    await new Promise((resolve) => setTimeout(resolve, seconds > 0 ? seconds * 1000 : RETRY_MS));
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
