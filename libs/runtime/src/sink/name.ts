/** Name of the service that serves one destination instance; also of its state in the cache and its group. */
export const sinkName = (instance: string): string => `sink.${instance}`;
