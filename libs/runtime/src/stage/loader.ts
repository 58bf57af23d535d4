import { LRUCache } from 'lru-cache';
import type { OwnedState } from '../state/owned-state';

/** Decoded states of one task's busiest keys, by encoded size. */
const CACHED_BYTES_MAX = 4 * 1024 * 1024;

/** Loads states of one owned partition through a small cache of decoded ones; valid while the task holds it. */
export class StateLoader<State> {
  readonly #recent = new LRUCache<string, { readonly state: State }>({ maxSize: CACHED_BYTES_MAX });

  constructor(
    private readonly owned: OwnedState,
    private readonly decode: (bytes: Buffer) => State | undefined,
  ) {}

  /** The state of each key; undefined for a key that has none. */
  async load(keys: readonly string[]): Promise<ReadonlyMap<string, State | undefined>> {
    const wanted = new Set(keys);
    const found = new Map<string, State | undefined>();
    for (const key of wanted) {
      const recent = this.#recent.get(key);
      if (recent !== undefined) found.set(key, recent.state);
    }
    const missing = [...wanted].filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const stored = await this.owned.read(missing);
    for (const key of missing) {
      const bytes = stored.get(key);
      found.set(key, bytes === undefined ? undefined : this.decode(bytes));
    }
    return found;
  }

  /** After the commit: what was written is what the next batch sees. */
  keep(states: ReadonlyMap<string, State | undefined>, encoded: ReadonlyMap<string, Buffer | null>): void {
    for (const [key, state] of states) {
      const size = encoded.get(key)?.length ?? 0;
      if (state === undefined || size === 0) this.#recent.delete(key);
      else this.#recent.set(key, { state }, { size });
    }
  }
}
