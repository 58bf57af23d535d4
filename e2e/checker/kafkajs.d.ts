/** kafkajs below its public API: its consumer passes over markers, and shows what aborted transactions wrote. */
declare module 'kafkajs/src/broker/index' {
  /** A record as it is stored; markers of transactions are records as well. */
  export interface StoredRecord {
    readonly offset: string;
    readonly timestamp: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: Readonly<Record<string, Buffer | null | readonly (Buffer | null)[]>>;
    readonly isControlRecord: boolean;
    readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
  }
  export default class Broker {
    constructor(options: {
      connectionPool: import('kafkajs/src/network/connectionPool').default;
      logger: import('kafkajs/src/loggers').Logger;
      allowAutoTopicCreation: boolean;
    });
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    fetch(request: {
      replicaId: number;
      isolationLevel: number;
      maxWaitTime: number;
      minBytes: number;
      maxBytes: number;
      topics: readonly {
        topic: string;
        partitions: readonly { partition: number; fetchOffset: number; maxBytes: number }[];
      }[];
    }): Promise<{
      readonly responses: readonly { readonly partitions: readonly { readonly messages: readonly StoredRecord[] }[] }[];
    }>;
  }
}
