import type { CacheWrite } from '../ports';
import { VERSION_BYTES } from './keys';

/** How much of a write goes into one call of the script, so that Redis is never held up for long. */
export interface ChunkLimits {
  readonly entriesMax: number;
  /** About; an entry that is larger goes alone. */
  readonly bytesMax: number;
}

/** The limits of design R8. */
export const CHUNK_LIMITS: ChunkLimits = { entriesMax: 512, bytesMax: 256 * 1024 };

/** Part of a write: keys and what to store under them (version and state; no bytes at all to remove). */
export interface Chunk {
  readonly entries: readonly (readonly [key: string, stored: Buffer])[];
  /** The watermark moves with it. */
  readonly last: boolean;
}

/** The parts of a write in order; one empty part when there are no entries. */
export function chunksOf({ entries, to }: Pick<CacheWrite, 'entries' | 'to'>, limits = CHUNK_LIMITS): Chunk[] {
  const parts: (readonly [string, Buffer])[][] = [[]];
  let bytes = 0;
  for (const [key, value] of entries) {
    const stored = value === null ? REMOVE : versioned(to, value);
    const size = Buffer.byteLength(key) + stored.length;
    const open = parts.at(-1) ?? [];
    if (open.length > 0 && (open.length === limits.entriesMax || bytes + size > limits.bytesMax)) {
      parts.push([[key, stored]]);
      bytes = size;
    } else {
      open.push([key, stored]);
      bytes += size;
    }
  }
  return parts.map((part, i) => ({ entries: part, last: i === parts.length - 1 }));
}

const REMOVE = Buffer.alloc(0);

function versioned(version: number, state: Buffer): Buffer {
  const stored = Buffer.allocUnsafe(VERSION_BYTES + state.length);
  stored.writeBigUInt64BE(BigInt(version));
  state.copy(stored, VERSION_BYTES);
  return stored;
}
