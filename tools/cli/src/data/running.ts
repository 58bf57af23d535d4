import { NothingRuns } from '../exit';
import { knownWriteKey } from '../secrets';
import { siteOf } from '../site';
import { livingSupervisor, readStatus } from '../supervisor/records';
import type { Endpoints } from './endpoints';

/** Where the running Tutti is reached; a problem says how to start one. */
export function runningEndpoints(): Endpoints {
  const site = siteOf();
  const status = readStatus(site);
  const writeKey = knownWriteKey(site);
  if (livingSupervisor(site) === undefined || status === undefined || writeKey === undefined) {
    throw new NothingRuns();
  }
  const { ingestUrl, apiUrl, brokers, registryUrl, redisUrl, prefix } = status;
  return { ingestUrl, apiUrl, brokers, registryUrl, redisUrl, prefix, writeKey };
}
