import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Update } from '@tutti/contracts';
import {
  eventText,
  flawOf,
  goneText,
  identityText,
  listText,
  membershipText,
  traitChangeText,
  visibleText,
} from '@tutti/destinations';
import type { PartitionReader, TopicPartition } from '@tutti/log';
import { decodeLearning, WireError } from '@tutti/log';
import type { Platform } from '../platform';

const READ = { waitMsMax: 5_000, bytesMax: 256 * 1024 };
const RETRY_MS = 1_000;
/** A client this far behind is cut off: it reconnects and goes on from now. */
const BUFFERED_BYTES_MAX = 1024 * 1024;

/** The newest updates as server-sent events. Reads the topic only while somebody listens. */
export class UpdateStream {
  readonly #platform: Platform;
  readonly #clients = new Set<FastifyReply>();
  #readers: PartitionReader[] = [];

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Sends every update from now on until the client goes away. */
  follow(request: IncomingMessage, reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': updates from now on\n\n');
    this.#clients.add(reply);
    request.once('close', () => void this.#leave(reply));
    if (this.#readers.length === 0) this.#start();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.raw.end();
    this.#clients.clear();
    await this.#stop();
  }

  async #leave(client: FastifyReply): Promise<void> {
    this.#clients.delete(client);
    if (this.#clients.size === 0) await this.#stop();
  }

  #start(): void {
    const { log, topic, partitions } = this.#platform;
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic: topic('updates'), partition }));
    this.#readers = all.map((partition) => log.reader(partition));
    this.#readers.forEach((reader, i) => void this.#follow(reader, all[i]!));
  }

  async #stop(): Promise<void> {
    const readers = this.#readers;
    this.#readers = [];
    await Promise.all(readers.map((reader) => reader.close()));
  }

  async #follow(reader: PartitionReader, partition: TopicPartition): Promise<void> {
    let position: number | undefined;
    while (this.#readers.includes(reader)) {
      try {
        position ??= (await this.#platform.log.boundsOf(partition)).end;
        const batch = await reader.read(position, READ);
        for (const { offset, value } of batch.records) {
          if (value !== null) await this.#tell(value);
          position = offset + 1;
        }
        position = batch.nextOffset;
      } catch {
        // The broker is away or the reader was closed; a listener only ever sees a pause.
        if (this.#readers.includes(reader)) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** What is no update is passed over: the sinks make a dead letter of it. */
  async #tell(value: Buffer): Promise<void> {
    try {
      const update = await decodeLearning(this.#platform.wire, 'updates', value);
      if (flawOf(update) === undefined) this.#send(update);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }

  #send(update: Update): void {
    const id = `${update.profile.id}@${update.profile.version}`;
    const text = `event: update\nid: ${oneLine(id)}\ndata: ${oneLine(updateText(update))}\n\n`;
    for (const client of this.#clients) {
      if (client.raw.writableLength > BUFFERED_BYTES_MAX) client.raw.destroy();
      else client.raw.write(text);
    }
  }
}

/** A line break would end the field; in JSON it means nothing. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

/** An update as a listener gets it, as JSON; of a profile that is gone, id and version stand for the profile. */
const updateText = (update: Update): string =>
  `{"profile":${update.deleted || update.mergedInto !== null ? goneText(update.profile) : visibleText(update.profile)},` +
  `"segments":${listText(update.segments, membershipText)},` +
  `"entered":${listText(update.entered, membershipText)},"exited":${listText(update.exited, membershipText)},` +
  `"changes":${listText(update.changes, traitChangeText)},"events":${listText(update.causes, eventText)},` +
  `"identity":${update.identity === null ? 'null' : identityText(update.identity)},` +
  `"revision":${update.revision},"mergedInto":${JSON.stringify(update.mergedInto)},"deleted":${update.deleted}}`;
