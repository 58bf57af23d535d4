import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './answer';
import { bodyTooLarge, fault } from './answer';
import { bytesOf } from './body';
import { ALLOWED_HEADERS, CORS_HEADERS } from './cors';
import type { IngestDeps } from './deps';
import { Gatherer } from './gatherer';
import { openApi } from './openapi';
import { rateLimit } from './rate';
import type { Call, Received } from './decide';
import type { Receiving } from './receive';
import { receive } from './receive';
import { analyticsSettings } from './settings';
import { sourceOf } from './write-key';

/** The calls by path; analytics.js uses the letters, under the apiHost it is given, with or without /v1. */
export const CALLS: Readonly<Record<string, Call>> = {
  identify: { kind: 'single', type: 'identify' },
  track: { kind: 'single', type: 'track' },
  page: { kind: 'single', type: 'page' },
  screen: { kind: 'single', type: 'screen' },
  group: { kind: 'single', type: 'group' },
  alias: { kind: 'single', type: 'alias' },
  batch: { kind: 'batch', mode: 'live' },
  import: { kind: 'batch', mode: 'backfill' },
};

const pathsOf = (name: string): readonly string[] =>
  name === 'import' ? ['/v1/import'] : [`/v1/${name}`, `/v1/${name[0]}`, `/${name[0]}`];

/**
 * Registers Segment's tracking API. Ends gracefully with the instance: `app.close()` answers the requests under way,
 * which means that their events are in the log. The appender stays open and belongs to the caller.
 */
export function ingestRoutes(app: FastifyInstance, deps: IngestDeps): void {
  const gatherer = new Gatherer(deps.appender);
  const receiving = { ...deps, gatherer, waitOf: rateLimit() };
  void app.register((scope, _options, done) => {
    scope.addHook('onRequest', (_request, reply, next) => {
      void reply.headers(CORS_HEADERS);
      next();
    });
    scope.addHook('onClose', () => gatherer.close());
    scope.setErrorHandler((error: FastifyError, _request, reply) => send(reply, answerTo(error, deps)));
    for (const [name, call] of Object.entries(CALLS)) {
      for (const path of pathsOf(name)) {
        scope.options(path, preflight);
        // Answered before Fastify reads a body: see `bytesOf`.
        const onRequest = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
          answer(receiving, { call, request, reply });
        scope.post(path, { onRequest }, unreachable);
      }
    }
    scope.get<{ Params: { writeKey: string } }>('/v1/projects/:writeKey/settings', (request, reply) =>
      settingsFor(request, reply, deps),
    );
    scope.get('/openapi.json', () => openApi());
    scope.get('/', () => ({ service: 'tutti ingest', docs: '/openapi.json', send: 'POST /v1/track' }));
    done();
  });
}

interface Asking {
  readonly call: Call;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function answer(receiving: Receiving, { call, request, reply }: Asking): Promise<FastifyReply> {
  const raw = await bytesOf(request.raw);
  // The rest of a body that is too large is not read, so the connection can't go on.
  if (raw === undefined) return send(reply.header('connection', 'close'), bodyTooLarge());
  return send(reply, await receive(receiving, receivedFrom(request, call, raw)));
}

const unreachable = (): never => {
  throw new Error('answering a call: its hook has answered it already');
};

const receivedFrom = ({ headers, ip }: FastifyRequest, call: Call, raw: Buffer): Received => ({
  ...{ call, raw },
  encoding: headers['content-encoding'],
  authorization: headers.authorization,
  traceparent: typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined,
  ip,
});

const send = (reply: FastifyReply, { status, headers, body }: Answer): FastifyReply =>
  reply.code(status).headers(headers).send(body);

/** Any page may send events; it may not send cookies. */
function preflight({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = headers['access-control-request-headers'];
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': typeof asked === 'string' ? asked : ALLOWED_HEADERS,
      'access-control-max-age': '86400',
      vary: 'access-control-request-headers',
    })
    .send();
}

function settingsFor(
  { params: { writeKey }, host, protocol }: FastifyRequest<{ Params: { writeKey: string } }>,
  reply: FastifyReply,
  { sources }: IngestDeps,
): FastifyReply {
  if (sourceOf(sources(), writeKey) !== undefined) return reply.send(analyticsSettings({ writeKey, host, protocol }));
  return send(reply, fault('no-such-source', 'The write key belongs to no source of this workspace.'));
}

/** What went wrong before or beside the rules: the body's size, the framework's checks, a fault of ours. */
function answerTo(error: FastifyError, { logger }: IngestDeps): Answer {
  if (error.statusCode !== undefined && error.statusCode < 500)
    return fault('bad-request', `The request cannot be read (${error.code}).`);
  logger.error({ err: error }, 'a request failed');
  return fault('failed', 'The request failed through a fault of the server: send it again, with the same messageIds.');
}
