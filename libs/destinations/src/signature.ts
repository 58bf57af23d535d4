import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { utf8ToBytes } from '@noble/hashes/utils';
import { z } from 'zod';
import type { HmacSha256 } from './kit';

const PREFIX = 'whsec_';
const { base64ToUint8Array, uint8ArrayToBase64 } = z.core.util;

/** A signing secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. */
export const signingSecret = z
  .string()
  .refine(isSecret, 'Expected whsec_ followed by 24 to 64 bytes in base64, such as `openssl rand -base64 32` makes.');

function isSecret(text: string): boolean {
  const key = text.slice(PREFIX.length);
  if (!text.startsWith(PREFIX) || !z.base64().safeParse(key).success) return false;
  const { length } = base64ToUint8Array(key);
  return length >= 24 && length <= 64;
}

const hmacOfOurs: HmacSha256 = (key, text) => hmac(sha256, key, utf8ToBytes(text));

/** What is signed: the message id, the second of the attempt, and the body as it is sent. */
export interface SignedMessage {
  readonly id: string;
  readonly seconds: number;
  readonly body: string;
}

/**
 * The three headers of Standard Webhooks. With several secrets there is one signature for each, so that a receiver may
 * know the old or the new one while they change.
 */
export function signatureHeaders(
  { id, seconds, body }: SignedMessage,
  secrets: readonly string[],
  hmacSha256 = hmacOfOurs,
): Readonly<Record<string, string>> {
  const content = `${id}.${seconds}.${body}`;
  const sign = (secret: string): string =>
    `v1,${uint8ArrayToBase64(hmacSha256(base64ToUint8Array(secret.slice(PREFIX.length)), content))}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map(sign).join(' '),
  };
}
