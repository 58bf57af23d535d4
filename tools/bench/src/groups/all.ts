import type { Bench } from '../bench';
import type { Values } from '../values';
import { measureRebuild, measureRedis } from './cache';
import { measureIdle } from './idle';
import { measureLatency } from './latency';
import { measureRestart, measureTakeover } from './outage';
import { measureHop, measureIngest, measureStages } from './parts';
import { measureSize } from './size';
import { measureThroughput } from './throughput';

/** Something that can be measured alone. */
export interface Group {
  readonly title: string;
  /** Needs an installation with one process for each service. */
  readonly separate: boolean;
  readonly measure: (bench: Bench) => Promise<Values>;
}

const group = (title: string, measure: Group['measure'], separate = false): Group => ({ title, separate, measure });

/** By the name that `--only` knows, in the order of a single run. */
export const GROUPS: Readonly<Record<string, Group>> = {
  idle: group('CPU at rest', measureIdle),
  size: group('the purchases of the demo', measureSize),
  redis: group('memory in Redis', measureRedis),
  latency: group('500 events/s on a schedule', measureLatency),
  f5: group('the whole pipeline, as fast as it goes', measureThroughput),
  f0: group('raw hop', measureHop('f0')),
  f1: group('hop with Avro', measureHop('f1')),
  plain: group('hop that writes state and progress as well', measureHop('plain')),
  f2: group('the same in a fenced transaction', measureHop('f2')),
  f3: group('hop with Redis', measureHop('f3')),
  f4: group('identity and profile-compute', measureStages),
  'ingest-single': group('ingest alone, single track', measureIngest({ batch: 1, connections: 64 })),
  'ingest-batch': group('ingest alone, batches of 20', measureIngest({ batch: 20, connections: 16 })),
  restart: group('planned restart under load', measureRestart),
  takeover: group('kill -9 under load', measureTakeover),
  rebuild: group('an emptied Redis is filled again', measureRebuild),
  'f5-separate': group('the whole pipeline, as fast as it goes', measureThroughput, true),
};
