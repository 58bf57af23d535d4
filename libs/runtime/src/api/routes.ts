import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ProfileId } from '@tutti/contracts';
import type { Segment } from '@tutti/core/workspace';
import { visibleJson } from '@tutti/destinations';
import type { Platform } from '../platform';
import type { Mounted } from '../shell/service';
import { admission } from './access/access';
import { commandRoutes } from './commands/routes';
import { explainRoutes } from './explain/routes';
import { historyRoutes } from './history/routes';
import { hashedText } from './identifier';
import type { Delivery, FoundProfile, ProfileAnswer } from './lookup';
import { ProfileLookup } from './lookup';
import { apiDescription } from './openapi';
import { UpdateStream } from './stream';
import { membershipDocument } from './why';

interface ProfileParams {
  readonly Params: { readonly identifier: string };
}

interface SegmentParams {
  readonly Params: { readonly identifier: string; readonly segment: string };
}

/**
 * The api: a profile by any identifier (`type:value`, a bare value being a userId, `profile:<id>` an id), its
 * deliveries, the stream of updates, the operator commands, and the description of it all.
 */
export function apiRoutes(app: FastifyInstance, platform: Platform): Promise<Mounted> {
  const stream = new UpdateStream(platform);
  const admit = admission(platform);
  const commands = commandRoutes(app, platform, admit);
  // A scope of its own: the instance's error handler belongs to Nest.
  void app.register((scope, _options, done) => {
    scope.setErrorHandler((error, _request, reply) => refuseForNow(reply, error, platform));
    profileRoutes(scope, platform);
    explainRoutes(scope, platform, admit);
    historyRoutes(scope, platform, admit);
    scope.get('/v1/updates', (request, reply) => stream.follow(request.raw, reply));
    scope.get('/openapi.json', () => apiDescription());
    scope.get('/', () => ({ service: 'tutti api', description: '/openapi.json', health: '/healthz/ready' }));
    done();
  });
  const release = async (): Promise<void> => {
    await Promise.all([stream.close(), commands.release()]);
  };
  return Promise.resolve({ release });
}

function profileRoutes(scope: FastifyInstance, platform: Platform): void {
  const lookup = new ProfileLookup(platform);
  scope.get<ProfileParams>('/v1/profiles/:identifier', async ({ params }, reply) => {
    const read = await find(platform, lookup, params.identifier);
    if (read.kind !== 'found') return refuse(reply, read);
    return profileDocument(read.found, await lookup.deliveries(read.found));
  });
  scope.get<ProfileParams>('/v1/profiles/:identifier/deliveries', async ({ params }, reply) => {
    const read = await find(platform, lookup, params.identifier);
    if (read.kind !== 'found') return refuse(reply, read);
    return { deliveries: (await lookup.deliveries(read.found)).map(deliveryDocument) };
  });
  scope.get<SegmentParams>('/v1/profiles/:identifier/segments/:segment', async ({ params }, reply) => {
    const read = await find(platform, lookup, params.identifier);
    if (read.kind !== 'found') return refuse(reply, read);
    const segments = platform.config.workspace().segments;
    return membershipDocument(read.found, segments, params.segment) ?? refuseSegment(reply, segments, params.segment);
  });
  scope.get('/v1/stats', async () => ({ profiles: await lookup.count(), revision: platform.config.current() }));
}

/** The whole of what is known, as one JSON document. Times are ISO 8601. */
export function profileDocument(found: FoundProfile, deliveries: readonly Delivery[]): object {
  return {
    ...visibleJson(found.snapshot),
    segments: found.segments.map(({ segment, since }) => ({ name: segment, since: iso(since) })),
    provenance: Object.fromEntries(
      Object.entries(found.snapshot.traits).map(([name, trait]) => [name, provenanceOf(trait)]),
    ),
    deliveries: deliveries.map(deliveryDocument),
  };
}

async function find(platform: Platform, lookup: ProfileLookup, text: string): Promise<ProfileAnswer> {
  if (text.startsWith('profile:')) return lookup.byId(text.slice('profile:'.length) as ProfileId);
  const hashed = hashedText(text, platform.config.workspace());
  return hashed === undefined ? { kind: 'none' } : lookup.byIdentifier(platform.hash(hashed));
}

function refuse(reply: FastifyReply, read: Exclude<ProfileAnswer, { readonly kind: 'found' }>): FastifyReply {
  switch (read.kind) {
    case 'rebuilding': {
      const message = 'The profile cache is being rebuilt from the log; ask again in a moment.';
      return reply.code(503).header('retry-after', '2').send({ code: 'rebuilding', message });
    }
    case 'merged': {
      const message = `The profile went into another one: ask for profile:${read.into}.`;
      return reply.code(404).send({ code: 'merged', mergedInto: read.into, message });
    }
    case 'erased':
      return reply.code(404).send({ code: 'erased', message: 'The profile was erased; nothing is left of it.' });
    case 'none': {
      const message =
        'No profile has this identifier. Write it as type:value (for example email:ada@example.com); ' +
        'a bare value is a userId. Events take a fraction of a second to arrive.';
      return reply.code(404).send({ code: 'no-profile', message });
    }
  }
}

/** Whatever is away comes back: the caller may ask again. */
function refuseForNow(reply: FastifyReply, error: unknown, { logger }: Platform): FastifyReply {
  logger.warn({ err: error }, 'a question could not be answered');
  const message = 'The profile cache cannot be reached now; ask again in a moment.';
  return reply.code(503).header('retry-after', '2').send({ code: 'unavailable', message });
}

function refuseSegment(reply: FastifyReply, segments: readonly Segment[], segment: string): FastifyReply {
  const names = segments.map(({ name }) => name).join(', ') || 'none';
  return reply.code(404).send({ code: 'no-segment', message: `There is no segment ${segment}; there are: ${names}.` });
}

const deliveryDocument = ({ at, version, reason, ...rest }: Delivery): object => ({
  ...rest,
  version: version ?? null,
  reason: reason ?? null,
  at: at === undefined ? null : iso(at),
});

const provenanceOf = ({ time, source, messageId, position }: FoundProfile['snapshot']['traits'][string]): object => ({
  time: iso(time),
  source,
  messageId,
  position,
});

const iso = (ms: number): string => new Date(ms).toISOString();
