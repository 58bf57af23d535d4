import type { Readdress } from './addresses';
import { readdressed } from './addresses';
import type { ApiName, ErrorName } from './apis';
import { apiName } from './apis';
import type { RequestHeader } from './frames';
import { correlationOf, framer, requestHeader } from './frames';
import { refusalTo } from './refusals';
import type { Ends } from './relay';
import { cut, pump, write } from './relay';
import type { Action, Moment, Rules, Verdict } from './rules';
import { verdictOf } from './rules';

/** A request on its way, as rules and callbacks see it. */
export interface Exchange {
  readonly api: ApiName | undefined;
  readonly header: RequestHeader;
  /** The whole request as it travels. */
  readonly request: Buffer;
}

/** What a rule may do to requests of Kafka and to their answers. */
export type KafkaAction =
  | Action<Exchange>
  /** Forwarded twice; the second answer is swallowed. */
  | { readonly kind: 'duplicate' }
  /** `request`: answered with that error and not forwarded. `answer`: forwarded, and that error instead of the answer. */
  | { readonly kind: 'refuse'; readonly at: Moment; readonly error: ErrorName };

/** An answer that is to come from upstream. */
interface Due extends Exchange {
  readonly action: KafkaAction | undefined;
}

/** What a connection needs to know of its proxy. */
export interface Regime {
  readonly rules: Rules<Exchange, KafkaAction>;
  readonly readdress: Readdress;
}

const SWALLOW: KafkaAction = { kind: 'drop', at: 'answer' };

/** Moves requests and answers of one connection, as the rules say. */
export function relayKafka(ends: Ends, { rules, readdress }: Regime): void {
  const due: Due[] = [];
  const [requests, answers] = [framer(), framer()];
  void pump(ends, 'client', async (chunk) => {
    for (const request of requests(chunk)) {
      const header = requestHeader(request);
      const exchange = { api: apiName(header.apiKey), header, request };
      await passRequest(ends, due, { ...exchange, action: rules.actionFor(exchange) });
    }
  });
  void pump(ends, 'upstream', async (chunk) => {
    for (const answer of answers(chunk))
      await passAnswer(ends, takeDue(due, correlationOf(answer)), { answer, readdress });
  });
}

async function passRequest(ends: Ends, due: Due[], exchange: Due): Promise<void> {
  const { action, request } = exchange;
  const verdict = await verdictAt('request', exchange);
  if (verdict === 'cut') return cut(ends);
  if (verdict === 'drop') return;
  // A client finds the request of an answer by its number, so this one may overtake others.
  if (verdict !== 'pass') return write(ends.client, verdict);
  due.push(exchange);
  await write(ends.upstream, request);
  if (action?.kind === 'duplicate') {
    due.push({ ...exchange, action: SWALLOW });
    await write(ends.upstream, request);
  }
  if (action?.kind === 'cut' && action.at === 'forwarded') ends.client.destroy();
}

interface Answered {
  readonly answer: Buffer;
  readonly readdress: Readdress;
}

async function passAnswer(ends: Ends, exchange: Due, { answer, readdress }: Answered): Promise<void> {
  const verdict = await verdictAt('answer', exchange);
  if (verdict === 'cut') return cut(ends);
  if (verdict === 'drop') return;
  const { api, header } = exchange;
  await write(
    ends.client,
    verdict === 'pass' ? await readdressed({ api, version: header.version }, answer, readdress) : verdict,
  );
}

/** What to do, or what to answer instead. */
async function verdictAt(at: Moment, exchange: Due): Promise<Verdict | Buffer> {
  const { action, api, header, request } = exchange;
  if (action?.kind === 'duplicate') return 'pass';
  if (action?.kind !== 'refuse') return verdictOf(action, at, exchange);
  return action.at === at && api !== undefined ? refusalTo(api, { header, request, error: action.error }) : 'pass';
}

/** Brokers answer in order; requests before this one wanted no answer. */
function takeDue(due: Due[], correlationId: number): Due {
  const place = due.findIndex(({ header }) => header.correlationId === correlationId);
  const found = due[place];
  if (found === undefined) throw new Error(`an answer to request ${correlationId}, which was never made`);
  due.splice(0, place + 1);
  return found;
}
