import type { Delivery, Evidence, Settled, Violation } from './evidence';
import { keysRefusedBy } from './letters';

const broken = (where: string, what: string): Violation => ({ invariant: 'I6', where, what });

/** I6: a destination has the newest version of every profile, or it is listed that it has not; versions never fall. */
export function* delivered(evidence: Evidence): Iterable<Violation> {
  const newest = new Map<string, number>();
  for (const record of evidence.told) if (record.kind === 'version') newest.set(record.key, record.version);
  for (const [instance, settled] of evidence.settled) {
    yield* settledProblems({ instance, settled, newest }, evidence);
    if (evidence.deliveries !== undefined)
      yield* arrivalProblems({ instance, settled, newest }, evidence, evidence.deliveries);
  }
}

interface Destination {
  readonly instance: string;
  readonly settled: ReadonlyMap<string, Settled>;
  readonly newest: ReadonlyMap<string, number>;
}

/** What the sink itself says. */
function* settledProblems({ instance, settled, newest }: Destination, { letters }: Evidence): Iterable<Violation> {
  const listed = keysRefusedBy(`sink.${instance}`, letters);
  for (const [profile, version] of newest) {
    if (listed.has(profile)) continue;
    const known = settled.get(profile);
    const where = `${instance} ${profile}`;
    if (known?.version !== version)
      yield broken(where, `is settled at ${known?.version ?? 'no version'}, the newest is ${version}`);
    if (known?.outcome === 'rejected') yield broken(where, 'is rejected, but no dead letter says so');
  }
}

/** What came in at the destination. */
function* arrivalProblems(
  { instance, settled, newest }: Destination,
  { told, letters }: Evidence,
  deliveries: readonly Delivery[],
): Iterable<Violation> {
  const own = deliveries.filter((delivery) => delivery.instance === instance);
  yield* fallsIn(own);
  const listed = keysRefusedBy(`sink.${instance}`, letters);
  const isTold = (profile: string): boolean => !listed.has(profile) && settled.get(profile)?.outcome !== 'skipped';
  const done = own.filter(({ acknowledged }) => acknowledged);
  const holds = new Map(done.map(({ profile, version }) => [profile, version]));
  for (const [profile, version] of newest) {
    if (isTold(profile) && holds.get(profile) !== version)
      yield broken(`${instance} ${profile}`, `holds version ${holds.get(profile) ?? 'none'}, the newest is ${version}`);
  }
  const heard = new Set(done.flatMap(({ messageIds }) => messageIds));
  for (const record of told) {
    const missing = record.kind === 'version' ? record.messageIds.filter((messageId) => !heard.has(messageId)) : [];
    if (missing.length > 0 && isTold(record.key))
      yield broken(`${instance} ${record.key}`, `was never told of ${missing.join()}`);
  }
}

function* fallsIn(deliveries: readonly Delivery[]): Iterable<Violation> {
  const last = new Map<string, number>();
  for (const { instance, profile, version } of deliveries) {
    const before = last.get(profile) ?? -1;
    if (version < before) yield broken(`${instance} ${profile}`, `version ${version} came after ${before}`);
    last.set(profile, version);
  }
}
