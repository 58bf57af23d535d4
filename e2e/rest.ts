import type { Progress, TopicName } from '@tutti/contracts';
import type { PartitionReader } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import type { Installation } from './installation';
import { PARTITIONS } from './stack';

type StateTopic = 'identity.state' | 'profile.state' | 'segment.state' | 'destination.state';

/** A stage or sink, by what it reads and where it keeps its progress. */
interface Reader {
  readonly service: string;
  readonly input: TopicName;
  readonly state: StateTopic;
}

const STAGES: readonly Reader[] = [
  { service: 'identity', input: 'identity.in', state: 'identity.state' },
  { service: 'profile-compute', input: 'profile.in', state: 'profile.state' },
  { service: 'segment-evaluator', input: 'profiles', state: 'segment.state' },
];
const READ = { waitMsMax: 50, bytesMax: 64 * 1024 };

/** Tells whether everything that was accepted has gone all the way: no committed record waits before any stage or sink. */
export class Rest {
  readonly #platform: Platform;
  readonly #services: readonly Reader[];
  readonly #readers = new Map<string, PartitionReader>();

  constructor({ platform, workspace }: Installation) {
    this.#platform = platform;
    const sinks = workspace.destinations.map(({ instance }): Reader => ({
      service: `sink.${instance}`,
      input: 'updates',
      state: 'destination.state',
    }));
    this.#services = [...STAGES, ...sinks];
  }

  /**
   * Who still has something to do, in words; undefined when nobody has. In the order of the flow, so that none is passed
   * over; identity and profile-compute write to each other and to themselves, so that nothing may come to them meanwhile.
   */
  async missing(): Promise<string | undefined> {
    const before = await this.#saidAmongActors();
    for (const service of this.#services) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const behind = await this.#behind(service, partition);
        if (behind !== undefined) return behind;
      }
      if (service.service === 'profile-compute' && (await this.#saidAmongActors()) !== before)
        return 'identifiers and profiles still talk';
    }
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
  }

  /** Where everything ends that identity and profile-compute read. */
  async #saidAmongActors(): Promise<string> {
    const { log, topic } = this.#platform;
    const partitions = (['identity.in', 'profile.in'] as const).flatMap((name) =>
      Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: topic(name), partition })),
    );
    const bounds = await Promise.all(partitions.map((partition) => log.boundsOf(partition)));
    return bounds.map(({ end }) => end).join();
  }

  async #behind(reader: Reader, partition: number): Promise<string | undefined> {
    const { store, log, topic } = this.#platform;
    const name = `${reader.service}/${partition}`;
    const watermark = await store.watermark({ stage: reader.service, partition });
    if (watermark === undefined) return `${name} has no cache`;
    const { inputOffset, sweep } = progressIn(this.#platform, reader.state, watermark.progress);
    if (sweep !== null) return `${name} sweeps`;
    const input = { topic: topic(reader.input), partition };
    const { end } = await log.boundsOf(input);
    if (inputOffset >= end) return undefined;
    const { records, nextOffset } = await this.#reader(input.topic, partition).read(inputOffset, READ);
    if (records.length === 0 && nextOffset >= end) return undefined;
    return `${name} at ${inputOffset} of ${end}`;
  }

  #reader(topic: string, partition: number): PartitionReader {
    const name = `${topic}/${partition}`;
    const reader = this.#readers.get(name) ?? this.#platform.log.reader({ topic, partition });
    this.#readers.set(name, reader);
    return reader;
  }
}

function progressIn({ wire }: Platform, state: StateTopic, bytes: Buffer): Pick<Progress, 'inputOffset' | 'sweep'> {
  const { progress } = wire.decode(state, bytes);
  return progress ?? { inputOffset: 0, sweep: null };
}
