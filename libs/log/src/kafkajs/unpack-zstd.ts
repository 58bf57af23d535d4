import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Unpack } from './unpack';
import { limited, refuseAbove } from './unpack';

const DESCRIPTOR_AT = 4;
const SIZE_FLAG_SHIFT = 6;
const SINGLE_SEGMENT = 0x20;

/** Node's own decoder where there is one (22.15 and newer), which is many times as fast. */
export const unzstd: Unpack = (packed, bytesMax) => {
  const { zstdDecompressSync } = zlib;
  if (zstdDecompressSync === undefined) return unzstdInScript(packed, bytesMax);
  return limited(bytesMax, () => zstdDecompressSync(packed, { maxOutputLength: bytesMax }));
};

/** For Nodes without zstd. Exported for its tests. */
export const unzstdInScript: Unpack = (packed, bytesMax) => {
  refuseAbove(bytesMax, windowBytes(packed));
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const decoder = new Decompress((chunk) => {
    refuseAbove(bytesMax, (bytes += chunk.length));
    chunks.push(chunk);
  });
  decoder.push(packed, true);
  return Buffer.concat(chunks);
};

/** What the decoder takes at once: the window, or the whole content where the frame has none. */
function windowBytes(frame: Buffer): number {
  const descriptor = frame.readUInt8(DESCRIPTOR_AT);
  if ((descriptor & SINGLE_SEGMENT) === 0) {
    const window = frame.readUInt8(DESCRIPTOR_AT + 1);
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const sizeFlag = descriptor >> SIZE_FLAG_SHIFT;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = DESCRIPTOR_AT + 1 + dictionaryBytes;
  if (sizeFlag === 3) return Number(frame.readBigUInt64LE(at));
  return sizeFlag === 1 ? frame.readUInt16LE(at) + 256 : frame.readUIntLE(at, sizeFlag === 2 ? 4 : 1);
}
