import { decompressFrameSync } from 'lz4-napi';
import type { Unpack } from './unpack';
import { refuseAbove } from './unpack';

const FLAGS_AT = 4;
const BLOCK_SIZE_AT = 5;
/** Magic, flags, block size and checksum; more with a size or a dictionary. */
const HEADER_BYTES_MIN = 7;
const FLAG = { blockChecksum: 0x10, contentSize: 0x08, dictionary: 0x01 };
const BLOCK_BYTES_MAX: Readonly<Record<number, number>> = { 4: 2 ** 16, 5: 2 ** 18, 6: 2 ** 20, 7: 2 ** 22 };
const IS_PLAIN = 0x8000_0000;
/** A byte of lz4 stands for at most so many. */
const RATIO_MAX = 255;

/** One frame. Its size is bounded by its blocks before it is unpacked, because the decoder has no limit of its own. */
export const unlz4: Unpack = (packed, bytesMax) => {
  refuseAbove(bytesMax, bytesAtMost(packed, bytesMax));
  return decompressFrameSync(packed);
};

function bytesAtMost(frame: Buffer, enough: number): number {
  const flags = frame.readUInt8(FLAGS_AT);
  const blockMax = BLOCK_BYTES_MAX[frame.readUInt8(BLOCK_SIZE_AT) >> 4] ?? Infinity;
  let at = HEADER_BYTES_MIN + (flags & FLAG.contentSize ? 8 : 0) + (flags & FLAG.dictionary ? 4 : 0);
  let sum = 0;
  for (let length = frame.readUInt32LE(at); length !== 0 && sum <= enough; length = frame.readUInt32LE(at)) {
    const bytes = length % IS_PLAIN;
    sum += length >= IS_PLAIN ? bytes : Math.min(blockMax, bytes * RATIO_MAX);
    at += 4 + bytes + (flags & FLAG.blockChecksum ? 4 : 0);
  }
  return sum;
}
