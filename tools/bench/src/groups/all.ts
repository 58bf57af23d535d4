import type { Bench } from '../bench';
import type { Values } from '../values';
import { measureRebuild, measureRedis } from './cache';
import { measureIdle } from './idle';
import { measureLatency } from './latency';
import { measureMerges } from './merges';
import { measureRestart, measureTakeover } from './outage';
import { measureHop, measureIngest } from './parts';
import { measureSize } from './size';
import { measureBadInput, measureGrowth, measureStages } from './stages';
import { measureThroughput } from './throughput';

/** Something that can be measured alone. */
export interface Group {
  readonly title: string;
  /** Needs an installation with one process for each service. */
  readonly separate: boolean;
  /** Takes many minutes: measured only when it is named. */
  readonly isLong: boolean;
  readonly measure: (bench: Bench) => Promise<Values>;
}

const group = (title: string, measure: Group['measure'], more: Partial<Group> = {}): Group => ({
  ...{ title, measure, separate: false, isLong: false },
  ...more,
});

/** By the name that `--only` knows, in the order of a single run. */
export const GROUPS: Readonly<Record<string, Group>> = {
  idle: group('CPU at rest', measureIdle),
  size: group('the purchases of the demo', measureSize),
  redis: group('memory in Redis', measureRedis),
  latency: group('500 events/s on a schedule', measureLatency),
  merges: group('500 events/s, of which 1 % merge profiles', measureMerges),
  f5: group('the whole pipeline, as fast as it goes', measureThroughput),
  f0: group('raw hop', measureHop('f0')),
  f1: group('hop with Avro', measureHop('f1')),
  plain: group('hop that writes state and progress as well', measureHop('plain')),
  f2: group('the same in a fenced transaction', measureHop('f2')),
  f3: group('hop with Redis', measureHop('f3')),
  f4: group('identity and profile-compute, a process each', measureStages),
  growth: group('the same among 10,000, 100,000 and 1,000,000 profiles', measureGrowth, {
    isLong: true,
  }),
  badinput: group('the same with a million events that share an identifier', measureBadInput, {
    isLong: true,
  }),
  'ingest-single': group('ingest alone, single track', measureIngest({ batch: 1, connections: 64 })),
  'ingest-batch': group('ingest alone, batches of 20', measureIngest({ batch: 20, connections: 16 })),
  restart: group('planned restart under load', measureRestart),
  takeover: group('kill -9 under load', measureTakeover),
  rebuild: group('an emptied Redis is filled again', measureRebuild),
  'f5-separate': group('the whole pipeline, as fast as it goes', measureThroughput, { separate: true }),
};
