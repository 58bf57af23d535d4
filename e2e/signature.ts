import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const TOLERANCE_S = 5 * 60;

/**
 * Checks a request as the Standard Webhooks specification tells receivers to, without any code of Tutti: what is wrong,
 * or undefined. `secret` as it stands in the settings, `whsec_` included.
 */
export function signatureProblem(headers: IncomingHttpHeaders, body: Buffer, secret: string): string | undefined {
  const [id, seconds, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`]);
  if (typeof id !== 'string' || typeof seconds !== 'string' || typeof signatures !== 'string') return 'not signed';
  if (!/^\d+$/.test(seconds) || Math.abs(Date.now() / 1000 - Number(seconds)) > TOLERANCE_S) return 'signed long ago';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = Buffer.concat([Buffer.from(`${id}.${seconds}.`), body]);
  const expected = createHmac('sha256', key).update(signed).digest();
  const given = signatures.split(' ').flatMap((signature) => {
    const [version, text] = signature.split(',');
    return version === 'v1' && text !== undefined ? [Buffer.from(text, 'base64')] : [];
  });
  const fits = given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  return fits ? undefined : 'signed by somebody else';
}
