import type { Progress } from '@tutti/contracts';
import type { Platform } from '../platform';
import type { Ownership } from './owned-state';

/** Half of `delete.retention.ms` (7 days): an older cache may have missed tombstones that are gone (design R8). */
const CACHE_AGE_MS_MAX = 3.5 * 24 * 60 * 60 * 1000;

/** What a service needs to own one partition of its state topic; one transactional id per (prefix, service, partition). */
export function ownershipOf(
  { log, store, clock, settings }: Pick<Platform, 'log' | 'store' | 'clock' | 'settings'>,
  {
    service,
    stateTopic,
    partition,
    encodeProgress,
    decodeProgress,
  }: {
    readonly service: string;
    readonly stateTopic: string;
    readonly partition: number;
    readonly encodeProgress: (progress: Progress) => Buffer;
    readonly decodeProgress: (bytes: Buffer) => Progress;
  },
): Ownership {
  return {
    log,
    store,
    clock,
    stateTopic,
    records: { encodeProgress, decodeProgress },
    partition: { stage: service, partition },
    transactionalId: `${settings.prefix}.${service}.${partition}`,
    cacheAgeMsMax: CACHE_AGE_MS_MAX,
  };
}
