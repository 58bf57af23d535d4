import type { AuditRecord } from '@tutti/contracts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../../platform';
import type { Mounted } from '../../shell/service';
import type { Admit, Caller, Role } from '../access/access';
import { answerRefusal } from '../access/access';
import type { Asked, CommandDesk } from './ask';
import { askFor, recordsAbout } from './ask';
import { auditTrail } from './audit';
import { auditDocuments, commandDocument } from './documents';
import { dryRun } from './dry-run';
import { Outcomes } from './outcomes';
import type { CommandRequest } from './request';
import { readCommand, roleFor } from './request';
import { pointerOf } from './resolve';
import { targetOf } from './target';

const BODY_BYTES_MAX = 64 * 1024;
/** An answer lists at most so many records of the audit trail, the newest. */
const LISTED_MAX = 500;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** Operator commands, what came of them, and the audit trail. All of it asks for a key. */
export function commandRoutes(app: FastifyInstance, platform: Platform, admit: Admit): Mounted {
  const desk = { platform, appender: platform.log.appender(), outcomes: new Outcomes(platform) };
  // A scope of its own: what goes wrong here is told in other words than a question that cannot be answered.
  void app.register((scope, _options, done) => {
    scope.setErrorHandler((error: FastifyError, _request, reply) => refuseFault(reply, error, platform));
    scope.post('/v1/identity/commands', { bodyLimit: BODY_BYTES_MAX }, (request, reply) =>
      command({ desk, admit, request, reply }),
    );
    scope.get<{ Params: { id: string } }>('/v1/identity/commands/:id', async (request, reply) =>
      admitted({ admit, request, reply }, 'reader', () => state(desk, request.params.id, reply)),
    );
    scope.get<{ Params: { identifier: string } }>('/v1/identity/:identifier/audit', async (request, reply) =>
      admitted({ admit, request, reply }, 'reader', () => audit(platform, request.params.identifier, reply)),
    );
    done();
  });
  return {
    release: async () => {
      await desk.outcomes.close();
      await desk.appender.close();
    },
  };
}

interface Asking {
  readonly admit: Admit;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Answers whoever has the role, and refuses everybody else. */
async function admitted(
  { admit, request, reply }: Asking,
  role: Role,
  answer: (caller: Caller) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const admission = admit(request.headers.authorization, role);
  return 'refusal' in admission ? answerRefusal(reply, admission.refusal) : answer(admission.caller);
}

function command({ desk, ...asking }: Asking & { readonly desk: CommandDesk }): Promise<FastifyReply> {
  const { request, reply } = asking;
  const read = readCommand(request.body);
  // What is wrong with a command is told only to those who have a key.
  const role = 'command' in read ? roleFor(read.command) : 'reader';
  return admitted(asking, role, async (caller) => {
    const idempotencyKey = headerOf(request);
    const badKey = idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey);
    const flaws = [...('violations' in read ? read.violations : []), ...(badKey ? BAD_KEY : [])];
    if ('violations' in read || badKey) {
      const message = 'The command cannot be used; everything that is wrong with it is listed.';
      return reply.code(400).send({ code: 'bad-command', message, violations: flaws });
    }
    if (read.command.dryRun) return tried(desk, read.command, reply);
    return told(reply, await askFor(desk, { caller, request: read.command, idempotencyKey }));
  });
}

const BAD_KEY = [{ field: 'Idempotency-Key', reason: 'must be 1 to 200 visible ASCII characters' }];

function headerOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['idempotency-key'];
  return typeof given === 'string' ? given : given?.join(',');
}

async function tried({ platform }: CommandDesk, request: CommandRequest, reply: FastifyReply): Promise<FastifyReply> {
  const result = await dryRun(platform, request);
  return result.kind === 'planned' ? reply.send({ dryRun: true, ...result.plan }) : told(reply, result);
}

function told(reply: FastifyReply, asked: Asked): FastifyReply {
  switch (asked.kind) {
    case 'told':
      return reply.code(asked.document.outcome === 'pending' ? 202 : 200).send(asked.document);
    case 'unknown': {
      const message = 'Somebody whom the command is about cannot be found.';
      return reply.code(404).send({ code: 'no-profile', message, violations: asked.violations });
    }
    case 'rebuilding': {
      const message = 'The cache is being rebuilt from the log; ask again in a moment.';
      return reply.code(503).header('retry-after', '2').send({ code: 'rebuilding', message });
    }
    case 'doubtful': {
      const { id } = asked;
      const message = `Whether the command was written is not known yet: GET /v1/identity/commands/${id} tells in a moment.`;
      return reply.code(503).header('retry-after', '2').send({ code: 'unavailable', id, message });
    }
    case 'other command': {
      const message = `This Idempotency-Key was used for another command (${asked.id}): use a new one for a new command.`;
      return reply.code(409).send({ code: 'other-command', message });
    }
  }
}

async function state(desk: CommandDesk, id: string, reply: FastifyReply): Promise<FastifyReply> {
  const document = commandDocument(id, await recordsAbout(desk, id));
  if (document !== undefined) return reply.code(document.outcome === 'pending' ? 202 : 200).send(document);
  const message = 'No such command stands in the newest part of the audit trail: was it asked for here?';
  return reply.code(404).send({ code: 'no-command', message });
}

/** What was decided about somebody: by their identifier and by the profile it points at, or by a profile. */
async function audit(platform: Platform, text: string, reply: FastifyReply): Promise<FastifyReply> {
  const target = targetOf(text, platform);
  if (target === undefined) {
    const message = 'This can be nobody: write an identifier as type:value, a profile as profile:<id>.';
    return reply.code(404).send({ code: 'no-profile', message });
  }
  const pointer = target.kind === 'identifier' ? await pointerOf(platform, target.identifier.key) : undefined;
  const key = target.kind === 'identifier' ? target.identifier.key : undefined;
  const id = target.kind === 'profile' ? target.id : pointer?.kind === 'found' ? pointer.found.profileId : undefined;
  const isWanted = ({ identifiers, profiles }: AuditRecord): boolean =>
    (key !== undefined && identifiers.includes(key)) || (id !== undefined && profiles.includes(id));
  const { records, isWhole } = await auditTrail(platform, isWanted);
  const isListed = records.length <= LISTED_MAX;
  return reply.send({ records: auditDocuments(records).slice(-LISTED_MAX), isWhole: isWhole && isListed });
}

/** What the caller got wrong on the way, or what is away. */
function refuseFault(reply: FastifyReply, error: FastifyError, { logger }: Platform): FastifyReply {
  if (error.statusCode !== undefined && error.statusCode < 500) {
    const message = `The request cannot be read (${error.code}): send one JSON object of at most 64 KB.`;
    return reply.code(error.statusCode).send({ code: 'bad-request', message, violations: [] });
  }
  logger.warn({ err: error }, 'a command or a question about one could not be answered');
  const message = 'Kafka or the cache cannot be reached now; ask again in a moment.';
  return reply.code(503).header('retry-after', '2').send({ code: 'unavailable', message });
}
