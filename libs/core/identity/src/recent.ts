import { sha256 } from '@noble/hashes/sha2';
import { utf8ToBytes } from '@noble/hashes/utils';

const ENTRIES_MAX = 256;
const WINDOW_SECONDS = 7 * 24 * 60 * 60;
const HASH_BYTES = 8;
const ENTRY_BYTES = HASH_BYTES + 4;

/** How an event is remembered: 8 bytes of the SHA-256 of its messageId, then `at` (milliseconds) as 4 bytes of seconds. */
export function entryOf(messageId: string, at: number): Uint8Array {
  const entry = new Uint8Array(ENTRY_BYTES);
  entry.set(sha256(utf8ToBytes(messageId)).subarray(0, HASH_BYTES));
  viewOf(entry).setUint32(HASH_BYTES, Math.floor(at / 1000));
  return entry;
}

/** Whether `recent` holds the same message, from no more than 7 days before (to the second, in doubt a repeat). */
export function isRepeat(recent: Uint8Array, entry: Uint8Array): boolean {
  const known = viewOf(recent);
  const asked = viewOf(entry);
  for (let at = 0; at < known.byteLength; at += ENTRY_BYTES) {
    if (isSameMessage(known, at, asked) && !isPast(known, at, asked)) return true;
  }
  return false;
}

/** `recent` with one more entry at its end; without what can never matter again, since time does not go back. */
export function remember(recent: Uint8Array, entry: Uint8Array): Uint8Array {
  const kept = recent.subarray(firstKept(recent, entry));
  const next = new Uint8Array(kept.length + ENTRY_BYTES);
  next.set(kept);
  next.set(entry, kept.length);
  return next;
}

function firstKept(recent: Uint8Array, entry: Uint8Array): number {
  const known = viewOf(recent);
  const newest = viewOf(entry);
  let at = Math.max(0, recent.length - (ENTRIES_MAX - 1) * ENTRY_BYTES);
  while (at < recent.length && isPast(known, at, newest)) at += ENTRY_BYTES;
  return at;
}

/** Decoded states are views into larger buffers: offset and length matter. */
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

const isSameMessage = (known: DataView, at: number, asked: DataView): boolean =>
  known.getUint32(at) === asked.getUint32(0) && known.getUint32(at + 4) === asked.getUint32(4);

const isPast = (known: DataView, at: number, now: DataView): boolean =>
  now.getUint32(HASH_BYTES) - known.getUint32(at + HASH_BYTES) > WINDOW_SECONDS;
