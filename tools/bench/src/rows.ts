/** What a measurement should come to, as issue and design have it. */
export type Target = { readonly least: number } | { readonly most: number };

/** One line of the table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly target?: Target;
}

/** In the order of the table. */
export const ROWS: readonly Row[] = [
  { id: 'f2.ofPlain', title: 'fenced transaction, of the same records without', unit: '%', target: { least: 50 } },
  { id: 'f5.rate', title: 'whole pipeline, one process', unit: 'events/s', target: { least: 4_000 } },
  { id: 'f5.lost', title: 'lost', unit: 'events', target: { most: 0 } },
  { id: 'f5.doubled', title: 'doubled', unit: 'events', target: { most: 0 } },
  { id: 'f5.memory', title: 'memory of its services, peak', unit: 'MiB', target: { most: 600 } },
  {
    id: 'f5-separate.rate',
    title: 'whole pipeline, one process per service',
    unit: 'events/s',
    target: { least: 6_000 },
  },
  { id: 'f5-separate.lost', title: 'lost', unit: 'events', target: { most: 0 } },
  { id: 'f5-separate.doubled', title: 'doubled', unit: 'events', target: { most: 0 } },
  { id: 'f5-separate.memory', title: 'memory of its services, peak', unit: 'MiB' },
  { id: 'latency.p50', title: 'due to webhook at 500/s, p50', unit: 'ms', target: { most: 50 } },
  { id: 'latency.p95', title: 'p95', unit: 'ms' },
  { id: 'latency.p99', title: 'p99', unit: 'ms', target: { most: 150 } },
  { id: 'latency.max', title: 'max', unit: 'ms' },
  { id: 'latency.lost', title: 'lost', unit: 'events', target: { most: 0 } },
  { id: 'latency.ack.p50', title: 'due to 200 at 500/s, p50', unit: 'ms' },
  { id: 'latency.ack.p99', title: 'p99', unit: 'ms', target: { most: 20 } },
  { id: 'latency.others', title: 'used by others meanwhile', unit: 'cores' },
  { id: 'ingest-batch.rate', title: 'ingest alone, batches of 20', unit: 'events/s', target: { least: 20_000 } },
  { id: 'ingest-single.rate', title: 'ingest alone, single track', unit: 'requests/s', target: { least: 8_000 } },
  { id: 'ingest-single.p99', title: 'its answer under that load, p99', unit: 'ms' },
  { id: 'restart.pause', title: 'planned restart: pause', unit: 's', target: { most: 2 } },
  { id: 'restart.caughtUp', title: 'until everything is on time again', unit: 's' },
  { id: 'restart.lost', title: 'lost', unit: 'events', target: { most: 0 } },
  { id: 'takeover.caughtUp', title: 'kill -9: until everything is on time again', unit: 's', target: { most: 10 } },
  { id: 'takeover.pause', title: 'pause', unit: 's' },
  { id: 'takeover.doubled', title: 'sent to the webhook twice, under the same id', unit: 'events' },
  { id: 'takeover.lost', title: 'lost', unit: 'events', target: { most: 0 } },
  { id: 'rebuild.rate', title: 'cache rebuilt', unit: 'profiles/s', target: { least: 50_000 } },
  {
    id: 'redis.profile',
    title: 'Redis, profile of 10 traits and 2 identifiers',
    unit: 'bytes',
    target: { most: 1_536 },
  },
  { id: 'redis.all', title: 'the same, all stages', unit: 'bytes', target: { most: 3_072 } },
  { id: 'idle.total', title: 'CPU at rest, all processes', unit: '% of a core', target: { most: 15 } },
  { id: 'size.seconds', title: '6,919 purchases delivered in', unit: 's' },
  { id: 'size.memory', title: 'memory of the services after that', unit: 'MiB', target: { most: 400 } },
];

/** One rung of the ladder. */
export interface RungRow {
  readonly id: string;
  readonly title: string;
}

export const RUNG_ROWS: readonly RungRow[] = [
  { id: 'f0', title: 'F0 raw hop' },
  { id: 'f1', title: 'F1 + Avro' },
  { id: 'plain', title: 'as F2, without transactions' },
  { id: 'f2', title: 'F2 + fenced transaction, state, progress' },
  { id: 'f3', title: 'F3 + Redis' },
  { id: 'f4', title: 'F4 identity and profile (two hops)' },
  { id: 'f5', title: 'F5 whole pipeline, one process' },
  { id: 'f5-separate', title: 'F5 whole pipeline, process per service' },
];
