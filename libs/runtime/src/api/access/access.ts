import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '@tutti/core/workspace';
import { resolvePlaceholders } from '@tutti/core/workspace';
import type { FastifyReply } from 'fastify';
import type { Platform } from '../../platform';

/** What a key allows; each role allows what those before it do. */
export type Role = ApiKey['role'];

/** Who asks, by the name of the key they gave. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
}

/** Why somebody may not, as an answer of the api. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly code: 'no-keys' | 'no-key' | 'unknown-key' | 'weak-key';
  readonly message: string;
}

/** Whether the bearer of this Authorization header may do what `role` allows. */
export type Admit = (
  authorization: string | undefined,
  role: Role,
) => { readonly caller: Caller } | { readonly refusal: Refusal };

const ROLES: readonly Role[] = ['reader', 'operator', 'admin'];

/** Keys of the revision in force, filled from the environment; one whose variable is not set lets nobody in. */
export function admission({ config, settings, logger }: Pick<Platform, 'config' | 'settings' | 'logger'>): Admit {
  let known: { readonly revision: number; readonly keys: readonly ApiKey[] } | undefined;
  const resolved = (key: ApiKey): readonly ApiKey[] => {
    const filled = resolvePlaceholders(key.key, settings.environment);
    if ('value' in filled) return [{ ...key, key: filled.value }];
    logger.warn({ key: key.name, missing: filled.missing }, 'api key not set: nobody can use it');
    return [];
  };
  return (authorization, role) => {
    const revision = config.current();
    if (known?.revision !== revision) known = { revision, keys: config.workspace().keys.flatMap(resolved) };
    return admitted(known.keys, authorization, role);
  };
}

function admitted(keys: readonly ApiKey[], authorization: string | undefined, role: Role): ReturnType<Admit> {
  if (keys.length === 0) return refused(401, 'no-keys', NO_KEYS);
  const given = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (given === undefined) return refused(401, 'no-key', NO_KEY);
  // Every key is compared, so that the time tells nothing.
  const [found] = keys.filter(({ key }) => isSame(key, given));
  if (found === undefined) return refused(401, 'unknown-key', UNKNOWN_KEY);
  if (ROLES.indexOf(found.role) < ROLES.indexOf(role)) return refused(403, 'weak-key', weakKey(found, role));
  return { caller: { name: found.name, role: found.role } };
}

/** In constant time: digests have one length. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const refused = (status: Refusal['status'], code: Refusal['code'], message: string): { readonly refusal: Refusal } => ({
  refusal: { status, code, message },
});

const NO_KEYS =
  'No api key is configured, so nobody may ask this. Add one to keys: in the workspace, such as ' +
  '"- name: support, key: ${SUPPORT_KEY}, role: operator", set SUPPORT_KEY in the environment of the api, and apply.';

const NO_KEY =
  'This needs an api key: send the header "Authorization: Bearer <key>", with a key of keys: in the workspace.';

const UNKNOWN_KEY =
  'There is no such api key: compare it with the environment of the api, where keys: of the workspace are filled in.';

const weakKey = ({ name, role }: ApiKey, needed: Role): string =>
  `The key ${name} has the role ${role}; this needs ${needed}${needed === 'admin' ? '' : ' or more'}. ` +
  'Ask somebody who has one, or change its role under keys: in the workspace.';

/** Answers with a refusal. */
export function answerRefusal(reply: FastifyReply, { status, code, message }: Refusal): FastifyReply {
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="tutti"');
  return reply.code(status).send({ code, message });
}
