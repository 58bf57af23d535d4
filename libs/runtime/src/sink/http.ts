import type { HttpRequest, Response } from '@tutti/destinations';
import type { Dispatcher } from 'undici';
import { Agent, request } from 'undici';
import type { AddressRule } from './addresses';
import { AddressRefused, checkedLookup, refusalOf } from './addresses';
import type { Sent, Transport } from './transport';

/** How much of an answer is read; the rest is not waited for. */
const BODY_BYTES_MAX = 64 * 1024;
const IDLE_MS_MAX = 10_000;

/** HTTP without redirects, over kept connections, to addresses that the rule permits. */
export function httpTransport(settings: {
  readonly rule: AddressRule;
  readonly connections: number;
}): Transport<HttpRequest> {
  const agent = new Agent({
    connections: settings.connections,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS_MAX,
    connect: { lookup: checkedLookup(settings.rule) },
  });
  return {
    send: async (asked, timeoutMs) => {
      const reason = refusalOf(new URL(asked.url), settings.rule);
      if (reason !== undefined) return { kind: 'failed', reason };
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), timeoutMs);
      try {
        return { kind: 'answered', response: await exchange(agent, asked, deadline.signal) };
      } catch (error) {
        return failed(error, deadline.signal.aborted ? timeoutMs : undefined);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => agent.destroy(),
  };
}

async function exchange(agent: Agent, asked: HttpRequest, signal: AbortSignal): Promise<Response> {
  const { url, method, headers, body } = asked;
  const answer = await request(url, { dispatcher: agent, method, headers, body, signal });
  return { status: answer.statusCode, headers: single(answer.headers), body: await readSome(answer.body) };
}

const single = (headers: Dispatcher.ResponseData['headers']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function readSome(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const read = Buffer.from(chunk);
    chunks.push(read);
    bytes += read.length;
    if (bytes >= BODY_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString('utf8');
}

/** What went wrong, in words that name neither URL nor header. */
function failed(error: unknown, timedOutMs: number | undefined): Sent {
  if (error instanceof AddressRefused) return { kind: 'failed', reason: error.message };
  if (timedOutMs !== undefined) return { kind: 'failed', reason: `no complete answer within ${timedOutMs} ms` };
  const { name, code } = error as NodeJS.ErrnoException;
  return { kind: 'failed', reason: `no answer: ${code ?? name}` };
}
