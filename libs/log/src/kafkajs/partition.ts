import type { PartitionOf } from '../ports';

/** The partition that every Kafka client gives to a key (Java's murmur2 of its UTF-8 bytes). `partitions` > 0. */
export const partitionOf: PartitionOf = (key, partitions) => (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;

const SEED = 0x9747b28c;
const FACTOR = 0x5bd1e995;

/** Our own, because kafkajs reckons with 64-bit objects: most of what it cost to address a record. */
function murmur2(bytes: Buffer): number {
  const whole = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let i = 0; i < whole; i += 4) hash = Math.imul(hash, FACTOR) ^ mixed(bytes.readInt32LE(i));
  if (whole < bytes.length) hash = Math.imul(hash ^ bytes.readUIntLE(whole, bytes.length - whole), FACTOR);
  hash = Math.imul(hash ^ (hash >>> 13), FACTOR);
  return hash ^ (hash >>> 15);
}

function mixed(word: number): number {
  const spread = Math.imul(word, FACTOR);
  return Math.imul(spread ^ (spread >>> 24), FACTOR);
}
