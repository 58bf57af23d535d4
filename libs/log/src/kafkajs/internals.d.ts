/**
 * The parts of kafkajs 2.2.4 that Tutti uses below its public API, as far as Tutti uses them. `client.ts` refuses any
 * other version, so these declarations can be compared with that one source.
 */

declare module 'kafkajs/src/loggers' {
  export interface Logger {
    namespace(name: string): Logger;
  }
  export function createLogger(options: { level: number; logCreator: import('kafkajs').logCreator }): Logger;
}

declare module 'kafkajs/src/network/socketFactory' {
  const createSocketFactory: () => import('kafkajs').ISocketFactory;
  export default createSocketFactory;
}

declare module 'kafkajs/src/network/requestQueue' {
  export default class RequestQueue {
    constructor(options: object);
    readonly pending: readonly unknown[];
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    scheduleCheckPendingRequests(): void;
    push(request: object): void;
    fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
    destroy(): void;
  }
}

declare module 'kafkajs/src/network/connection' {
  export interface ConnectionOptions {
    readonly host: string;
    readonly port: number;
    readonly clientId: string;
    readonly logger: import('kafkajs/src/loggers').Logger;
    readonly socketFactory: import('kafkajs').ISocketFactory;
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
  }
  /** A request in the client's own terms: how to write it, how to read its answer. */
  export interface Exchange<Answer> {
    readonly request: unknown;
    readonly response: {
      decode: (payload: Buffer) => Promise<Answer & { readonly clientSideThrottleTime: number }>;
      parse: (answer: Answer) => Promise<Answer>;
    };
    readonly requestTimeout: number;
    readonly logResponseError: boolean;
  }
  export default class Connection {
    constructor(options: ConnectionOptions);
    readonly socket: import('node:net').Socket | undefined;
    connect(): Promise<boolean>;
    isConnected(): boolean;
    send<Answer>(exchange: Exchange<Answer>): Promise<Answer>;
    rejectRequests(error: Error): void;
    disconnect(): Promise<boolean>;
  }
}

declare module 'kafkajs/src/network/connectionPool' {
  export default class ConnectionPool {
    constructor(options: import('kafkajs/src/network/connection').ConnectionOptions);
    readonly pool: readonly import('kafkajs/src/network/connection').default[];
    send<Answer>(exchange: import('kafkajs/src/network/connection').Exchange<Answer>): Promise<Answer>;
  }
}

declare module 'kafkajs/src/broker' {
  export interface Producing {
    readonly transactionalId?: string;
    readonly producerId: string;
    readonly producerEpoch: number;
  }
  export interface ProduceAnswer {
    readonly topics: readonly {
      readonly topicName: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly errorCode: number;
        readonly baseOffset: string;
      }[];
    }[];
  }
  export interface Metadata {
    readonly clusterId: string;
    readonly controllerId: number;
    readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
    readonly topicMetadata: readonly {
      readonly topic: string;
      readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
    }[];
  }
  export interface JoinAnswer {
    readonly generationId: number;
    readonly leaderId: string;
    readonly memberId: string;
    readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
  }
  export interface TopicOffsets {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
  }
  interface Owner {
    readonly transactionalId: string;
    readonly producerId: string;
    readonly producerEpoch: number;
  }
  export default class Broker {
    constructor(options: {
      connectionPool: import('kafkajs/src/network/connectionPool').default;
      logger: import('kafkajs/src/loggers').Logger;
      allowAutoTopicCreation: boolean;
    });
    readonly connectionPool: import('kafkajs/src/network/connectionPool').default;
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    metadata(topics: readonly string[]): Promise<Metadata>;
    findGroupCoordinator(question: {
      groupId: string;
      coordinatorType: number;
    }): Promise<{ readonly coordinator: { readonly host: string; readonly port: number } }>;
    initProducerId(request: {
      transactionalId: string;
      transactionTimeout: number;
    }): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
    addPartitionsToTxn(
      request: Owner & { topics: readonly { topic: string; partitions: readonly number[] }[] },
    ): Promise<unknown>;
    addOffsetsToTxn(request: Owner & { groupId: string }): Promise<unknown>;
    txnOffsetCommit(request: Owner & { groupId: string; topics: readonly TopicOffsets[] }): Promise<unknown>;
    endTxn(request: Owner & { transactionResult: boolean }): Promise<unknown>;
    joinGroup(request: {
      groupId: string;
      sessionTimeout: number;
      rebalanceTimeout: number;
      memberId: string;
      groupProtocols: readonly { name: string; metadata: Buffer }[];
    }): Promise<JoinAnswer>;
    syncGroup(request: {
      groupId: string;
      generationId: number;
      memberId: string;
      groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[];
    }): Promise<{ readonly memberAssignment: Buffer }>;
    heartbeat(request: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>;
    leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
    offsetCommit(request: {
      groupId: string;
      groupGenerationId: number;
      memberId: string;
      topics: readonly TopicOffsets[];
    }): Promise<unknown>;
    offsetFetch(request: {
      groupId: string;
      topics: readonly { topic: string; partitions: readonly { partition: number }[] }[];
    }): Promise<{ readonly responses: readonly TopicOffsets[] }>;
    listOffsets(request: {
      isolationLevel: number;
      topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: number }[] }[];
    }): Promise<{ readonly responses: readonly TopicOffsets[] }>;
    createTopics(request: {
      topics: readonly {
        topic: string;
        numPartitions: number;
        replicationFactor: number;
        configEntries: readonly { name: string; value: string }[];
      }[];
    }): Promise<unknown>;
  }
}

declare module 'kafkajs/src/protocol/decoder' {
  export default class Decoder {
    constructor(buffer: Buffer);
    readInt8(): number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readString(): string | null;
    readBytes(length?: number): Buffer | null;
    readArray<Item>(reader: (decoder: Decoder) => Item): Item[];
    canReadBytes(length: number): boolean;
  }
}

declare module 'kafkajs/src/protocol/encoder' {
  export default class Encoder {
    constructor(initialBytes: number);
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeString(value: string | null): this;
    writeBytes(value: Buffer): this;
  }
}

/** For tests: the batch decoder that we do not use. */
declare module 'kafkajs/src/protocol/recordBatch/v0/decoder' {
  const decodeBatch: (decoder: import('kafkajs/src/protocol/decoder').default) => Promise<{
    readonly producerId: string;
    readonly producerEpoch: number;
    readonly firstSequence: number;
    readonly inTransaction: boolean;
    readonly records: readonly {
      readonly key: Buffer | null;
      readonly value: Buffer | null;
      readonly headers: Readonly<Record<string, Buffer | null | readonly (Buffer | null)[]>>;
    }[];
  }>;
  export default decodeBatch;
}

declare module 'kafkajs/src/protocol/requests/apiKeys' {
  const apiKeys: { readonly Produce: number };
  export default apiKeys;
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response' {
  type Answer = import('kafkajs/src/broker').ProduceAnswer & { readonly clientSideThrottleTime: number };
  export const decode: (payload: Buffer) => Promise<Answer>;
  export const parse: (
    answer: import('kafkajs/src/broker').ProduceAnswer,
  ) => Promise<import('kafkajs/src/broker').ProduceAnswer>;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/request' {
  const fetchRequest: (options: {
    replicaId: number;
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number; fetchOffset: number; maxBytes: number }[];
    }[];
  }) => unknown;
  export default fetchRequest;
}

declare module 'kafkajs/src/protocol/error' {
  export function createErrorFromCode(code: number): Error;
}

/** Node 22.15 and newer; the types here are those of the oldest Node we run on. */
declare module 'zlib' {
  export const zstdDecompressSync: ((packed: Buffer, options: { maxOutputLength: number }) => Buffer) | undefined;
}
