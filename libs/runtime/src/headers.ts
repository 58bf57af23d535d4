import type { IdentifierKey, ProfileIn } from '@tutti/contracts';
import type { EventNumber, Position } from '@tutti/core/stage';
import { nameOf } from '@tutti/core/stage';
import type { Headers } from '@tutti/log';
import type { Mode } from '@tutti/core/sync';

export type { Mode } from '@tutti/core/sync';

/** Code version, as it stands in the headers of everything this process writes. */
export const VERSION = '0.0.1';

/** The envelope of a record that an app's request or record caused. */
export const originHeaders = (mode: Mode, revision: number): Headers => ({
  mode,
  revision: String(revision),
  version: VERSION,
});

/**
 * The envelope of a record that another record caused: its mode and trace go on, its position becomes the cause. Nothing
 * else goes on, and nothing that is not what it should be: anybody may write headers, of any size.
 */
export function causedHeaders(cause: Headers, from: Position, revision: number): Headers {
  const { traceparent } = cause;
  return {
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
    mode: modeIn(cause),
    cause: `${from.topic}/${from.partition}/${from.offset}`,
    revision: String(revision),
    version: VERSION,
  };
}

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
const MODES: ReadonlySet<string> = new Set<Mode>(['live', 'backfill', 'replay', 'shadow']);

/** The mode that headers name; live where they name none. */
export const modeIn = ({ mode }: Headers): Mode => (mode !== undefined && isMode(mode) ? mode : 'live');

const isMode = (text: string): text is Mode => MODES.has(text);

/** A number as a part of the envelope: it counts as seen even where the value cannot be read (design R7). */
export const numberHeaders = (number: EventNumber | undefined): Headers =>
  number === undefined ? {} : { identifier: nameOf(number.identifier, number.incarnation), seq: String(number.seq) };

/** The number that a value of `profile.in` carries. */
export const numberOf = ({ apply }: Pick<ProfileIn, 'apply'>): EventNumber | undefined =>
  apply === null ? undefined : { identifier: apply.identifier.key, incarnation: apply.incarnation, seq: apply.seq };

/** The number that headers name, if they name one that identity may have given. */
export function numberIn({ identifier, seq }: Headers): EventNumber | undefined {
  if (identifier === undefined || seq === undefined || !SEQUENCE.test(seq)) return undefined;
  const [, key, incarnation = '0'] = NAME.exec(identifier) ?? [];
  return key === undefined
    ? undefined
    : { identifier: key as IdentifierKey, incarnation: Number(incarnation), seq: Number(seq) };
}

/** From 1, and never so large that it cannot be counted on. */
const SEQUENCE = /^[1-9]\d{0,14}$/;

/** An identifier's key, and after an erasure the number of its life behind it. */
const NAME = /^([\da-f]{32})(?:~([1-9]\d{0,8}))?$/;
