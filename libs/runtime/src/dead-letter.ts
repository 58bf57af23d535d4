import type { DeadLetter } from '@tutti/contracts';
import type { LogRecord } from '@tutti/log';

/** Bytes of a record that are kept; its topic takes 16 MiB a record. */
const BYTES_MAX = 8 * 1024 * 1024;
/** A key of ours is shorter, a foreign one may be as long as a record. */
const KEY_CHARACTERS_MAX = 512;
const REASON_CHARACTERS_MAX = 1_000;

/** A record that cannot be used and why, by whom and when (milliseconds). */
export interface Refusal extends Pick<DeadLetter, 'stage' | 'code' | 'violations' | 'topic' | 'partition' | 'at'> {
  readonly record: Pick<LogRecord, 'key' | 'value' | 'offset'>;
}

/** The dead letter of a record (design R7): it always fits its topic, and says so where it was cut for that. */
export function deadLetterOf({ record, violations, ...rest }: Refusal): DeadLetter {
  const { offset, value } = record;
  const key = record.key ?? '';
  const bytes = value ?? Buffer.alloc(0);
  const cut = [...cutTo('bytes', bytes.length, BYTES_MAX), ...cutTo('key', key.length, KEY_CHARACTERS_MAX)];
  return {
    ...rest,
    violations: [...violations.map(({ field, reason }) => ({ field, reason: shortened(reason) })), ...cut],
    offset,
    key: key.slice(0, KEY_CHARACTERS_MAX),
    bytes: bytes.subarray(0, BYTES_MAX),
  };
}

const shortened = (reason: string): string => reason.slice(0, REASON_CHARACTERS_MAX);

const cutTo = (field: string, length: number, max: number): DeadLetter['violations'] =>
  length <= max ? [] : [{ field, reason: `is cut here: the first ${max} of ${length} are kept` }];
