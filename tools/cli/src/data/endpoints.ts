/** Where a running Tutti is reached: what `./tutti status --json` says. */
export interface Endpoints {
  readonly ingestUrl: string;
  readonly apiUrl: string;
  readonly writeKey: string;
  readonly brokers: string;
  readonly registryUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
}
