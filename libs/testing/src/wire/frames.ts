import { Cursor, int32 } from './bytes';

/** More than any broker or client sends at once; what says otherwise is not Kafka. */
const FRAME_BYTES_MAX = 256 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** What every request says about itself. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** Where the header ends and the body begins. */
  readonly bodyAt: number;
}

/** Cuts a stream into frames, each with its length before it, however the chunks fall. Throws when it is no such stream. */
export function framer(): (chunk: Buffer) => readonly Buffer[] {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    // Joined only when a frame is complete: a large one comes in many chunks.
    if (bytes < wantedOf(chunks)) return [];
    const { frames, rest } = split(Buffer.concat(chunks));
    [chunks, bytes] = [[rest], rest.length];
    return frames;
  };
}

function wantedOf([first, ...rest]: readonly Buffer[]): number {
  if (first === undefined) return LENGTH_BYTES;
  if (first.length < LENGTH_BYTES) return rest.length === 0 ? LENGTH_BYTES : 0;
  return LENGTH_BYTES + lengthAt(first, 0);
}

function split(bytes: Buffer): { readonly frames: readonly Buffer[]; readonly rest: Buffer } {
  const frames: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length) {
    const end = at + LENGTH_BYTES + lengthAt(bytes, at);
    if (end > bytes.length) break;
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return { frames, rest: bytes.subarray(at) };
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = bytes.readInt32BE(at);
  if (length < 0 || length > FRAME_BYTES_MAX) throw new Error(`reading a frame of Kafka: its length is ${length}`);
  return length;
}

/** The header of a request; its frame begins with the length. */
export function requestHeader(frame: Buffer): RequestHeader {
  const cursor = new Cursor(frame, LENGTH_BYTES);
  const [apiKey, version, correlationId] = [cursor.int16(), cursor.int16(), cursor.int32()];
  return { apiKey, version, correlationId, clientId: cursor.string(), bodyAt: cursor.at };
}

/** Which request an answer belongs to. */
export const correlationOf = (answer: Buffer): number => answer.readInt32BE(LENGTH_BYTES);

/** The body of an answer to a request without tagged fields. */
export const bodyOf = (answer: Buffer): Buffer => answer.subarray(2 * LENGTH_BYTES);

/** An answer as it travels. */
export const answerOf = (correlationId: number, body: Buffer): Buffer =>
  Buffer.concat([int32(LENGTH_BYTES + body.length), int32(correlationId), body]);
