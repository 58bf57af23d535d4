import type { Installation } from './installation';
import { until } from './until';

const REQUEST_MS_MAX = 20_000;
const ACCEPT_MS_MAX = 60_000;

/** One event of a Segment call, as it is sent. */
export type Sent = Readonly<Record<string, unknown>> & { readonly messageId: string };

/** A profile as the api tells it. */
export interface ProfileDocument {
  readonly id: string;
  readonly version: number;
  readonly events: Readonly<Record<string, { readonly count: number; readonly revenue: number }>>;
  readonly segments: readonly object[];
  readonly deliveries: readonly { readonly instance: string; readonly version: number; readonly current: boolean }[];
}

/** Posts a batch once: `batch` for live events, `import` for history. Undefined when nobody answered. */
export async function post(
  { ingestUrl, writeKey }: Pick<Installation, 'ingestUrl' | 'writeKey'>,
  path: 'batch' | 'import',
  batch: readonly Sent[],
): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const answer = await fetch(`${ingestUrl}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(REQUEST_MS_MAX),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}

/**
 * Posts until it is answered with 200, as Segment's libraries do; returns how often that was. Rejects at any answer that
 * is not worth another try, and at events that are refused.
 */
export async function postUntilAccepted(
  installation: Pick<Installation, 'ingestUrl' | 'writeKey'>,
  path: 'batch' | 'import',
  batch: readonly Sent[],
): Promise<number> {
  let tries = 0;
  const missing = async (): Promise<string | undefined> => {
    tries += 1;
    const answer = await post(installation, path, batch);
    if (answer?.status === 200) return refuseRejected(answer.text);
    if (answer === undefined) return 'nobody answers';
    if (answer.status === 429 || answer.status >= 500) return `the answer is ${answer.status} ${answer.text}`;
    throw new Error(`ingest answered ${answer.status} ${answer.text}`);
  };
  await until({ awaited: 'ingest to accept a batch', msMax: ACCEPT_MS_MAX, missing });
  return tries;
}

function refuseRejected(text: string): undefined {
  const { rejected } = JSON.parse(text) as { readonly rejected: readonly unknown[] };
  if (rejected.length > 0) throw new Error(`ingest refused events: ${text}`);
  return undefined;
}

/** The document of a profile as text; undefined when there is none. */
export async function profileText({ apiUrl }: Installation, identifier: string): Promise<string | undefined> {
  const url = `${apiUrl}/v1/profiles/${encodeURIComponent(identifier)}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_MS_MAX) });
  const text = await answer.text();
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`asking for ${identifier}: ${answer.status} ${text}`);
  return text;
}

/** The profile of an identifier; rejects when there is none. */
export async function profile(installation: Installation, identifier: string): Promise<ProfileDocument> {
  const text = await profileText(installation, identifier);
  if (text === undefined) throw new Error(`nobody is ${identifier}`);
  return JSON.parse(text) as ProfileDocument;
}

/** Asks for each, so many at once; answers in the order of asking. */
export async function forEach<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
  atOnce = 8,
): Promise<Answer[]> {
  const answers = new Array<Answer>(items.length);
  let next = 0;
  const askOn = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      answers[i] = await ask(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  return answers;
}
