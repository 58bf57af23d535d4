import type { LogRecord, PartitionReader } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import type { Delivery } from './rungs';
import { RUNGS } from './rungs';

/** The same bounds as those of a stage's batch. */
const RECORDS_MAX = 500;
const READ = { waitMsMax: 100, bytesMax: 1024 * 1024 };

/** `plain`: what `f2` writes, without transactions. */
export type Rung = 'f0' | 'f1' | 'plain' | 'f2' | 'f3';

export interface HopPlan {
  readonly rung: Rung;
  readonly seconds: number;
}

/** Records moved, and what this process used for it. */
export interface Hopped {
  readonly records: number;
  readonly seconds: number;
  readonly cpuMicros: number;
}

/**
 * Reads what was fed and writes it on, on all partitions at once, over and over again. What is done to a batch on the
 * way is the rung; everything else is the same for all.
 */
export class Hop {
  private constructor(private readonly lanes: readonly Lane[]) {}

  static async open(platform: Platform, rung: Rung): Promise<Hop> {
    const { log, partitions, settings, topic } = platform;
    const out = `${settings.prefix}.${rung}.out`;
    const state = `${settings.prefix}.${rung}.state`;
    const config = { 'message.timestamp.type': 'LogAppendTime' };
    await log.createTopics([out, state].map((name) => ({ topic: name, partitions, config })));
    const lanes = Array.from({ length: partitions }, async (_, partition) => ({
      reader: log.reader({ topic: topic('identity.in'), partition }),
      deliver: await RUNGS[rung]({ platform, rung, out, state, partition }),
    }));
    return new Hop(await Promise.all(lanes));
  }

  async run(seconds: number): Promise<Hopped> {
    const [since, before] = [performance.now(), process.cpuUsage()];
    const counts = await Promise.all(this.lanes.map((lane) => travel(lane, since + seconds * 1_000)));
    const { user, system } = process.cpuUsage(before);
    const records = counts.reduce((sum, count) => sum + count, 0);
    return { records, seconds: (performance.now() - since) / 1_000, cpuMicros: user + system };
  }
}

interface Lane {
  readonly reader: PartitionReader;
  readonly deliver: Delivery;
}

async function travel({ reader, deliver }: Lane, until: number): Promise<number> {
  let [position, count] = [0, 0];
  while (performance.now() < until) {
    const batch = await reader.read(position, READ);
    for (let first = 0; first < batch.records.length && performance.now() < until; first += RECORDS_MAX) {
      const some: readonly LogRecord[] = batch.records.slice(first, first + RECORDS_MAX);
      await deliver(some);
      count += some.length;
    }
    position = batch.nextOffset < batch.end ? batch.nextOffset : 0;
  }
  return count;
}
