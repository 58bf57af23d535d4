import type { Update } from '@tutti/contracts';
import type { LogRecord, PartitionReader } from '@tutti/log';
import type { Platform } from '@tutti/runtime';
import { now } from '../clock';

const READ = { waitMsMax: 500, bytesMax: 1024 * 1024 };

/** By anonymous id: when an update was read that first showed it beside a user id; milliseconds since 1970. */
export type Seen = Readonly<Record<string, number>>;

/** Reads `updates` as anybody else does, from now on, until the process ends. */
export class Witness {
  readonly #seen = new Map<string, number>();

  private constructor(private readonly platform: Platform) {}

  static async open(platform: Platform, fail: (error: Error) => void): Promise<Witness> {
    const { log, topic, partitions } = platform;
    const witness = new Witness(platform);
    for (let partition = 0; partition < partitions; partition++) {
      const place = { topic: topic('updates'), partition };
      const { end } = await log.boundsOf(place);
      witness.#follow(log.reader(place), end).catch(fail);
    }
    return witness;
  }

  seen(): Seen {
    return Object.fromEntries(this.#seen);
  }

  async #follow(reader: PartitionReader, from: number): Promise<never> {
    for (let position = from; ;) {
      const batch = await reader.read(position, READ);
      const at = now();
      for (const record of batch.records) this.#look(record, at);
      position = batch.nextOffset;
    }
  }

  #look({ value }: LogRecord, at: number): void {
    if (value === null) return;
    const update: Update = this.platform.wire.decode('updates', value);
    const { identifiers } = update.profile;
    if (!identifiers.some(({ type }) => type === 'userId')) return;
    for (const { type, value: id } of identifiers) {
      if (type === 'anonymousId' && !this.#seen.has(id)) this.#seen.set(id, at);
    }
  }
}
