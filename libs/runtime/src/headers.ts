import type { Headers } from '@tutti/log';
import type { Position } from '@tutti/core/stage';
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

/** The envelope of a record that another record caused: its mode and trace go on, its position becomes the cause. */
export function causedHeaders(cause: Headers, from: Position, revision: number): Headers {
  return {
    ...(cause['traceparent'] !== undefined && { traceparent: cause['traceparent'] }),
    mode: cause['mode'] ?? 'live',
    cause: `${from.topic}/${from.partition}/${from.offset}`,
    revision: String(revision),
    version: VERSION,
  };
}
