import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';

/** Size of a request body, before and after unpacking, in bytes. */
export const BODY_BYTES_MAX = 500 * 1024;

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
    return { kind: 'malformed', reason: `is not JSON (${(error as Error).message.slice(0, MESSAGE_LENGTH_MAX)})` };
  }
}

/** The engine quotes the text around the fault. */
const MESSAGE_LENGTH_MAX = 120;
