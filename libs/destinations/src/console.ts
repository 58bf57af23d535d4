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
    lines: changes.map(({ key, version, mode, profile, segments, entered, exited, events, deleted }) =>
      JSON.stringify({
        ...{ id: `${key}@${version}`, mode, deleted },
        profile: deleted ? { id: key, version } : visibleJson(profile),
        segments: segments.map(({ segment }) => segment),
        entered: entered.map(({ segment }) => segment),
        exited: exited.map(({ segment }) => segment),
        events: events.map(({ messageId, name, type }) => ({ messageId, type, name: name ?? undefined })),
      }),
    ),
  }),
});
