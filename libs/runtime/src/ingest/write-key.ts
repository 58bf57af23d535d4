import type { Source } from '@tutti/core/workspace';

/** The write key of a request: from the Authorization header (Basic or bearer) if there is one, else from the body. */
export function writeKeyOf(authorization: string | undefined, body: unknown): string | undefined {
  if (authorization !== undefined) return headerKey(authorization);
  const given: unknown = typeof body === 'object' && body !== null && 'writeKey' in body ? body.writeKey : undefined;
  return typeof given === 'string' && given !== '' ? given : undefined;
}

/** The source a write key belongs to. */
export function sourceOf(sources: readonly Source[], writeKey: string): Source | undefined {
  let known = byWriteKey.get(sources);
  if (known === undefined) {
    known = new Map(sources.filter((source) => source.writeKey !== '').map((source) => [source.writeKey, source]));
    byWriteKey.set(sources, known);
  }
  return known.get(writeKey);
}

const byWriteKey = new WeakMap<readonly Source[], ReadonlyMap<string, Source>>();

function headerKey(authorization: string): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+) *$/.exec(authorization) ?? [];
  const bearer = scheme.toLowerCase() === 'bearer' ? credentials : undefined;
  const basic =
    scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString().split(':')[0] : undefined;
  const key = bearer ?? basic;
  return key === '' ? undefined : key;
}
