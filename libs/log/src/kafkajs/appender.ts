import type { Appender, NewRecord, WrittenOffsets } from '../ports';
import { LogError } from '../ports';
import { Brokers, nameOf } from './brokers';
import type { Address, Client } from './client';
import type { PartitionRecords } from './per-partition';
import { perPartition } from './per-partition';
import { produce } from './produce';
import { isFinal, isPassing, logError, patiently } from './trouble';

/** Producing without an identity: the broker neither numbers nor fences. */
const ANYBODY = { producerId: '-1', producerEpoch: -1 };
const UNNUMBERED = -1;
const LOOK_UP_MS_MAX = 5_000;

interface Route {
  readonly brokers: Brokers;
  readonly leaders: Map<string, Address>;
}

/** After any doubt the connections and what was known about leaders are given up; the next call starts afresh. */
export class KafkaAppender implements Appender {
  #route: Route | undefined;
  #closed = false;

  constructor(
    private readonly client: Client,
    private readonly forget: () => void,
  ) {}

  async append(records: readonly NewRecord[]): Promise<WrittenOffsets> {
    if (this.#closed) throw new LogError('closed', `appending ${records.length} records: the appender is closed`);
    const route = (this.#route ??= { brokers: new Brokers(this.client), leaders: new Map() });
    try {
      const parts = perPartition(records);
      await learnLeaders(route, parts);
      return await produce({ ...route, identity: ANYBODY, sequence: () => UNNUMBERED }, parts);
    } catch (error) {
      if (isFinal(error)) throw logError(`appending ${records.length} records`, error);
      this.#giveUp(route);
      throw doubtful(records, error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.forget();
    await this.#route?.brokers.close();
  }

  /** Other calls may be waiting for answers on the same connections: they get them first. */
  #giveUp(route: Route): void {
    if (this.#route === route) this.#route = undefined;
    void route.brokers.close();
  }
}

async function learnLeaders({ brokers, leaders }: Route, parts: readonly PartitionRecords[]): Promise<void> {
  const unknown = parts.filter((part) => !leaders.has(nameOf(part)));
  if (unknown.length === 0) return;
  const topics = [...new Set(unknown.map(({ topic }) => topic))];
  const patience = { doing: `looking up ${topics.join(', ')}`, again: isPassing, msMax: LOOK_UP_MS_MAX };
  const found = await patiently(patience, () => brokers.leaders(topics));
  for (const [name, leader] of found) leaders.set(name, leader);
}

const doubtful = (records: readonly NewRecord[], error: unknown): LogError =>
  new LogError(
    'doubtful',
    `appending ${records.length} records: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );
