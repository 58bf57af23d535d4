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
  {
    id: 'f4.rate',
    title: 'identity and profile-compute, a process each, 1 % merges',
    unit: 'events/s',
    target: { least: 8_000 },
  },
  { id: 'merges.p50', title: 'due to update that shows the merge, at 500/s, p50', unit: 'ms' },
  { id: 'merges.p99', title: 'p99', unit: 'ms', target: { most: 500 } },
  { id: 'merges.max', title: 'max', unit: 'ms' },
  { id: 'merges.merges', title: 'merges', unit: 'events' },
  { id: 'merges.unseen', title: 'of these never seen', unit: 'events', target: { most: 0 } },
  { id: 'growth.10k.cpu', title: 'event among 10,000 profiles, both stages', unit: 'CPU µs' },
  { id: 'growth.100k.cpu', title: 'among 100,000', unit: 'CPU µs' },
  { id: 'growth.1M.cpu', title: 'among 1,000,000', unit: 'CPU µs' },
  { id: 'growth.ofSmallest', title: 'among 1,000,000, of that among 10,000', unit: '%', target: { most: 120 } },
  { id: 'growth.10k.rate', title: 'among 10,000', unit: 'events/s' },
  { id: 'growth.1M.rate', title: 'among 1,000,000', unit: 'events/s' },
  { id: 'badinput.rate', title: 'events that share an identifier, of a million', unit: 'events/s' },
  { id: 'badinput.first.memory.identity', title: 'memory of identity, peak of the first 200,000', unit: 'MiB' },
  { id: 'badinput.memory.identity', title: 'of the other 800,000', unit: 'MiB', target: { most: 400 } },
  { id: 'badinput.first.memory.profile-compute', title: 'of profile-compute, first 200,000', unit: 'MiB' },
  { id: 'badinput.memory.profile-compute', title: 'of the other 800,000', unit: 'MiB', target: { most: 400 } },
  { id: 'badinput.identifierBytes', title: 'largest state of a shared identifier', unit: 'bytes' },
  { id: 'badinput.profileBytes', title: 'largest state of its profile', unit: 'bytes' },
  { id: 'badinput.members', title: 'identifiers of that profile', unit: '', target: { most: 50 } },
  { id: 'badinput.suppressed', title: 'links not asked for any more', unit: '' },
  { id: 'badinput.audited', title: 'records in audit', unit: '' },
  { id: 'badinput.deadLetters', title: 'dead letters', unit: '', target: { most: 0 } },
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
  { id: 'f4', title: 'F4 identity and profile, a process each' },
  { id: 'f5', title: 'F5 whole pipeline, one process' },
  { id: 'f5-separate', title: 'F5 whole pipeline, process per service' },
];
