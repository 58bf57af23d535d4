import type { Change } from '@tutti/core/sync';
import { z } from 'zod';
import { visibleJson } from './document';
import { defineDestination } from './kit';

/** One JSON line for each change on the output of the sink; for trying things out. */
export const consoleDestination = defineDestination({
  slug: 'console',
  title: 'Console',
  summary: 'Writes one JSON line for each change to the standard output of the sink.',
  config: z.object({}),
  limits: () => ({ batch: 100, perSecond: 10_000 }),
  toRequest: (changes) => ({
    kind: 'lines',
    lines: changes.map(lineOf),
  }),
});

function lineOf(change: Change): string {
  const { key, version, mode, profile, mergedInto, deleted } = change;
  const about = { id: `${key}@${version}`, mode, deleted };
  if (deleted) return JSON.stringify({ ...about, profile: { id: key, version } });
  const { segments, entered, exited, events, identity } = change;
  return JSON.stringify({
    ...about,
    mergedInto,
    profile: mergedInto === undefined ? visibleJson(profile) : { id: key, version },
    segments: segments.map(({ segment }) => segment),
    entered: entered.map(({ segment }) => segment),
    exited: exited.map(({ segment }) => segment),
    events: events.map(({ messageId, name, type }) => ({ messageId, type, name: name ?? undefined })),
    identity: identity.map(({ kind, other }) => ({ kind, other: other ?? undefined })),
  });
}
