/** Where a batch (version 2, Kafka protocol "Record Batch") holds what. */
export const AT = {
  firstOffset: 0,
  length: 8,
  /** What the length does not count: everything up to its own end. */
  counted: 12,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  sequence: 53,
  count: 57,
  records: 61,
};

/** The only layout that brokers still store. */
export const MAGIC = 2;

/** Bits of the attributes that say how the records are packed; 0 for not at all. */
export const CODEC_MASK = 0x07;
/** Every record has the batch's newest timestamp: when the broker appended it. */
export const APPEND_TIME = 0x08;
/** Its records count only once their transaction is committed. */
export const TRANSACTIONAL = 0x10;
/** A marker: the end of a transaction, no record of anybody. */
export const CONTROL = 0x20;
