import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../../platform';
import type { Admit } from '../access/access';
import { answerRefusal } from '../access/access';
import { targetOf } from '../commands/target';
import { refuseNobody, refuseRebuilding } from '../explain/routes';
import { wayTo } from '../way';
import type { HistoryQuestion } from './history';
import { historyOf } from './history';

const LIMIT = { default: 50, max: 1_000 };
/** Each history may read the log for minutes. */
const AT_ONCE_MAX = 2;
const PROGRESS_MS = 1_000;
const STREAMED = 'application/x-ndjson';

interface Asked {
  readonly Params: { readonly identifier: string };
  readonly Querystring: { readonly limit?: string };
}

/**
 * `GET /v1/profiles/{identifier}/history`: what changed, when, and because of what. For readers. Who accepts
 * `application/x-ndjson` is told each second how far it is, one JSON document a line, the history last.
 */
export function historyRoutes(scope: FastifyInstance, platform: Platform, admit: Admit): void {
  let running = 0;
  scope.get<Asked>('/v1/profiles/:identifier/history', async (request, reply) => {
    const admission = admit(request.headers.authorization, 'reader');
    if ('refusal' in admission) return answerRefusal(reply, admission.refusal);
    if (running >= AT_ONCE_MAX) return refuseBusy(reply);
    running += 1;
    try {
      return await answered(platform, request, reply);
    } finally {
      running -= 1;
    }
  });
}

async function answered(platform: Platform, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<object> {
  const { params, query, headers } = request;
  const limit = limitOf(query.limit);
  if (limit === undefined) return refuseLimit(reply);
  const target = targetOf(params.identifier, platform);
  if (target === undefined) return refuseNobody(reply);
  const way = await wayTo(platform, target);
  if (way.kind === 'rebuilding') return refuseRebuilding(reply);
  // What was erased is not to be told again, however it could be found.
  if (way.kind === 'none' || way.found.state.life === 'erased') return refuseNobody(reply);
  const { id, state } = way.found;
  const isStopped = (): boolean => reply.raw.destroyed;
  const question = { id, state, limit, isStopped, progress: () => undefined };
  const { identifier: asked } = params;
  if (headers.accept?.includes(STREAMED) === true) return streamed(platform, { ...question, asked }, reply);
  return { asked, ...(await historyOf(platform, question)) };
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return LIMIT.default;
  const limit = Number(text);
  return Number.isInteger(limit) && limit >= 1 && limit <= LIMIT.max ? limit : undefined;
}

/** Once the answer has begun, what goes wrong can only be told in its last line. */
async function streamed(
  platform: Platform,
  { asked, ...question }: HistoryQuestion & { readonly asked: string },
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': STREAMED, 'cache-control': 'no-store' });
  const say = (line: object): void => void reply.raw.write(`${JSON.stringify(line)}\n`);
  let last = platform.clock();
  const progress = (read: number, of: number): void => {
    if (platform.clock() - last < PROGRESS_MS) return;
    last = platform.clock();
    say({ read, of });
  };
  try {
    say({ history: { asked, ...(await historyOf(platform, { ...question, progress })) } });
  } catch (error) {
    platform.logger.warn({ err: error }, 'a history could not be read to its end');
    say({ code: 'unavailable', message: 'The log cannot be read now; ask again in a moment.' });
  }
  reply.raw.end();
  return reply;
}

function refuseLimit(reply: FastifyReply): FastifyReply {
  const message = `limit must be a whole number from 1 to ${LIMIT.max}.`;
  return reply.code(400).send({ code: 'bad-limit', message });
}

function refuseBusy(reply: FastifyReply): FastifyReply {
  const message = 'Two histories are being read already; ask again when one is done.';
  return reply.code(503).header('retry-after', '10').send({ code: 'busy', message });
}
