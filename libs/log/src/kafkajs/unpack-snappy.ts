import { uncompressSync } from 'snappy';
import type { Unpack } from './unpack';
import { refuseAbove } from './unpack';

/** Before the framing of snappy-java: these bytes and two versions of four bytes. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;

/** One raw block, as librdkafka writes it, or blocks with their lengths before them, as the Java client does. */
export const unsnappy: Unpack = (packed, bytesMax) => {
  const blocks = packed.subarray(0, XERIAL.length).equals(XERIAL) ? blocksOf(packed) : [packed];
  refuseAbove(
    bytesMax,
    blocks.reduce((sum, block) => sum + declaredBytes(block), 0),
  );
  return Buffer.concat(blocks.map((block) => Buffer.from(uncompressSync(block))));
};

function blocksOf(packed: Buffer): readonly Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < packed.length; at += 4 + packed.readInt32BE(at)) {
    blocks.push(packed.subarray(at + 4, at + 4 + packed.readInt32BE(at)));
  }
  return blocks;
}

/** A block begins with its unpacked size, seven bits a byte, the lowest first; the decoder writes no more than that. */
function declaredBytes(block: Buffer): number {
  let bytes = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = block.readUInt8(i);
    bytes += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) break;
  }
  return bytes;
}
