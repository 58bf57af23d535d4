import { explainIdentity } from '@tutti/core/explain';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Admit } from '../access/access';
import { answerRefusal } from '../access/access';
import { targetOf } from '../commands/target';
import type { Platform } from '../../platform';
import { gatherFacts } from './gather';

interface Params {
  readonly Params: { readonly identifier: string };
}

/** `GET /v1/identity/{identifier}/explain`: why certain identifiers are one profile, and others are not. For readers. */
export function explainRoutes(scope: FastifyInstance, platform: Platform, admit: Admit): void {
  scope.get<Params>('/v1/identity/:identifier/explain', async ({ headers, params }, reply) => {
    const admission = admit(headers.authorization, 'reader');
    if ('refusal' in admission) return answerRefusal(reply, admission.refusal);
    return explained(platform, params.identifier, reply);
  });
}

async function explained(platform: Platform, asked: string, reply: FastifyReply): Promise<object> {
  const target = targetOf(asked, platform);
  if (target === undefined) return refuseNobody(reply);
  const read = await gatherFacts(platform, { asked, target });
  if (read.kind === 'rebuilding') return refuseRebuilding(reply);
  const explanation = read.kind === 'found' ? explainIdentity(read.found) : undefined;
  return explanation ?? refuseNobody(reply);
}

/** Answers that nobody is known by what was asked. */
export function refuseNobody(reply: FastifyReply): FastifyReply {
  const message =
    'Nobody is known by this identifier, or everything known was erased and nothing came since. Write it as type:value ' +
    '(for example email:ada@example.com), a bare value is a userId; or a profile as profile:<id>.';
  return reply.code(404).send({ code: 'no-profile', message });
}

/** Answers that the cache is not whole now. */
export function refuseRebuilding(reply: FastifyReply): FastifyReply {
  const message = 'The profile cache is being rebuilt from the log; ask again in a moment.';
  return reply.code(503).header('retry-after', '2').send({ code: 'rebuilding', message });
}
