import { LRUCache } from 'lru-cache';
import type { OwnedState } from '../state/owned-state';

const PROFILES_MAX = 20_000;

/** Newest committed version of each profile of one owned partition, through a small memory of recent ones. */
export class DeliveredVersions {
  // By size and not by count: a count would be allocated at once, for every partition.
  readonly #recent = new LRUCache<string, number>({ maxSize: PROFILES_MAX, sizeCalculation: () => 1 });

  constructor(
    private readonly read: OwnedState['read'],
    private readonly versionIn: (state: Buffer | undefined) => number,
  ) {}

  /** -1 for a profile that was never settled. */
  async of(keys: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const versions = new Map<string, number>();
    const missing = new Set<string>();
    for (const key of keys) {
      const recent = this.#recent.get(key);
      if (recent === undefined) missing.add(key);
      else versions.set(key, recent);
    }
    if (missing.size === 0) return versions;
    const stored = await this.read([...missing]);
    for (const key of missing) {
      // A commit may have overtaken the read.
      const version = Math.max(this.#recent.get(key) ?? -1, this.versionIn(stored.get(key)));
      this.#recent.set(key, version);
      versions.set(key, version);
    }
    return versions;
  }

  /** After the commit. */
  keep(key: string, version: number): void {
    this.#recent.set(key, version);
  }
}
