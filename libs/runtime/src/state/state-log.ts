import { PROGRESS_KEY } from '@tutti/contracts';
import type { Batch, PartitionReader } from '@tutti/log';

const FIRST_SPAN = 2_000;
const READ = { waitMsMax: 1_000, bytesMax: 4 * 1024 * 1024 };

/**
 * The newest progress record between `floor` and `end`, found from the end in growing spans: every commit writes one,
 * so the first span nearly always has it.
 */
export async function lastProgress(
  reader: PartitionReader,
  { floor, end }: { readonly floor: number; readonly end: number },
): Promise<Buffer | undefined> {
  for (let span = FIRST_SPAN; ; span *= 8) {
    const from = Math.max(floor, end - span);
    const found = await scan(reader, from, end);
    if (found !== undefined || from === floor) return found;
  }
}

async function scan(reader: PartitionReader, from: number, end: number): Promise<Buffer | undefined> {
  let found: Buffer | undefined;
  for (let at = from; at < end;) {
    const batch = await reader.read(at, READ);
    found = splitStateBatch(batch).progress ?? found;
    at = batch.nextOffset;
  }
  return found;
}

/** A batch of a state topic as cache entries (newest record per key wins) and the newest progress in it. */
export function splitStateBatch(batch: Batch): {
  readonly entries: ReadonlyMap<string, Buffer | null>;
  readonly progress: Buffer | undefined;
} {
  const entries = new Map(batch.records.map(({ key, value }) => [key ?? '', value]));
  const progress = entries.get(PROGRESS_KEY) ?? undefined;
  entries.delete(PROGRESS_KEY);
  return { entries, progress };
}
