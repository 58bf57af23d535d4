import type { AuditRecord } from '@tutti/contracts';
import type { LogRecord, TopicPartition } from '@tutti/log';
import { decodeLearning, WireError } from '@tutti/log';
import type { Platform } from '../../platform';

/** What reading the audit topic takes. */
export type AuditPlatform = Pick<Platform, 'log' | 'wire' | 'topic' | 'partitions'>;

/** Every partition of the audit topic: whoever decides may live in any. */
export const auditPartitions = ({ topic, partitions }: AuditPlatform): readonly TopicPartition[] =>
  Array.from({ length: partitions }, (_, partition) => ({ topic: topic('audit'), partition }));

/** The audit records among these; what is none is passed over, only a foreign writer can have made it. */
export async function auditRecordsIn(
  { wire }: Pick<Platform, 'wire'>,
  records: readonly LogRecord[],
): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for (const { value } of records) {
    const record = value === null ? undefined : await decoded(wire, value);
    if (record !== undefined) found.push(record);
  }
  return found;
}

async function decoded(wire: Platform['wire'], value: Buffer): Promise<AuditRecord | undefined> {
  try {
    return await decodeLearning(wire, 'audit', value);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const READ = { waitMsMax: 1_000, bytesMax: 1024 * 1024 };

/** Of all partitions together the newest so many offsets are looked at. */
export const TRAIL_RECORDS_MAX = 100_000;

/** Records of the audit topic, oldest first by time; `isWhole` is false where older ones were not looked at. */
export interface Trail {
  readonly records: readonly AuditRecord[];
  readonly isWhole: boolean;
}

/** Reads the audit topic backwards as far as its limit allows, and keeps what is wanted. */
export async function auditTrail(
  platform: AuditPlatform,
  isWanted: (record: AuditRecord) => boolean,
  recordsMax: number = TRAIL_RECORDS_MAX,
): Promise<Trail> {
  const partitions = auditPartitions(platform);
  const each = Math.ceil(recordsMax / partitions.length);
  const parts = await Promise.all(partitions.map((partition) => newest(platform, { partition, each, isWanted })));
  const records = parts.flatMap(({ records: of }) => of).sort(byTime);
  return { records, isWhole: parts.every(({ isWhole }) => isWhole) };
}

/** A command and its outcome may have one time: the outcome comes second. */
const byTime = (one: AuditRecord, other: AuditRecord): number =>
  one.at - other.at || Number(other.outcome === 'asked') - Number(one.outcome === 'asked');

interface Part {
  readonly partition: TopicPartition;
  /** How many offsets to look at. */
  readonly each: number;
  readonly isWanted: (record: AuditRecord) => boolean;
}

async function newest(platform: AuditPlatform, { partition, each, isWanted }: Part): Promise<Trail> {
  const { start, end } = await platform.log.boundsOf(partition);
  const from = Math.max(start, end - each);
  const reader = platform.log.reader(partition);
  const records: AuditRecord[] = [];
  try {
    for (let at = from; at < end;) {
      const batch = await reader.read(at, READ);
      records.push(...(await auditRecordsIn(platform, batch.records)).filter(isWanted));
      // The rest stands in a transaction that is still open.
      if (batch.nextOffset <= at) break;
      at = batch.nextOffset;
    }
  } finally {
    await reader.close();
  }
  return { records, isWhole: from === start };
}
