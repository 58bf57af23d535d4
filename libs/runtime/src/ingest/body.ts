import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';

/** Size of a request body, before and after unpacking, in bytes. */
export const BODY_BYTES_MAX = 500 * 1024;

/**
 * The bytes of a request, undefined when they are more than allowed. Fastify's own reader would make an asynchronous
 * resource and deprecated properties for each request, a tenth of what a single event costs.
 */
export function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return resolve(undefined);
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= BODY_BYTES_MAX) parts.push(part);
      else resolve(undefined);
    });
    request.on('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
    request.on('error', (error) => reject(Object.assign(error, { statusCode: 400 })));
  });
}

/** A request body as JSON with its unpacked bytes, or why it is none. */
export type Body =
  | { readonly kind: 'json'; readonly json: unknown; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'unknown-encoding'; readonly encoding: string };

/** Reads JSON whatever its content type says: the browser library sends it as text to save a preflight. */
export async function readBody(raw: Buffer, encoding: string | undefined): Promise<Body> {
  const packing = encoding?.trim().toLowerCase() ?? 'identity';
  if (packing === 'identity' || packing === '') return parse(raw);
  if (packing !== 'gzip' && packing !== 'x-gzip') return { kind: 'unknown-encoding', encoding: packing };
  const bytes = await unpack(raw);
  return Buffer.isBuffer(bytes) ? parse(bytes) : bytes;
}

const gunzipped = promisify(gunzip);

/** Unpacking stops at the limit: a small body may not become a large one. */
async function unpack(raw: Buffer): Promise<Buffer | Body> {
  try {
    return await gunzipped(raw, { maxOutputLength: BODY_BYTES_MAX });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? { kind: 'too-large' } : { kind: 'malformed', reason: 'is not gzip, as content-encoding says' };
  }
}

function parse(bytes: Buffer): Body {
  if (bytes.length === 0) return { kind: 'malformed', reason: 'is empty' };
  try {
    return { kind: 'json', json: JSON.parse(bytes.toString()) as unknown, bytes };
  } catch (error) {
    return { kind: 'malformed', reason: `is not JSON${placeOf(error)}` };
  }
}

/** The engine quotes the text around the fault, which may be anybody's; where it is, is enough. */
function placeOf(error: unknown): string {
  const place = error instanceof Error ? / at position (\d+)/.exec(error.message) : null;
  return place === null ? '' : ` (at character ${Number(place[1]) + 1})`;
}
