import { segmentProblems } from '@tutti/core/segment';
import type { Workspace } from '@tutti/core/workspace';
import { compileWorkspace, formatProblems } from '@tutti/core/workspace';
import { DESTINATIONS } from '@tutti/destinations';
import type { Receiver } from './receiver';

/** A receiver that never answers holds up a change for no longer. */
const ATTEMPT_MS_MAX = 1_500;

/** A workspace whose only destination is a receiver, as instance `hook`, and whose segment has who did something twice. */
export const hookWorkspace =
  ({ url, secret }: Pick<Receiver, 'url' | 'secret'>, event: string) =>
  (writeKey: string): string => `
sources:
  - name: web
    writeKey: ${writeKey}
    eventsPerSecond: 10000
segments:
  - name: more_than_once
    when: events["${event}"].count >= 2
destinations:
  - instance: hook
    destination: webhook
    settings: { url: "${url}", secrets: ["${secret}"], timeoutMs: ${ATTEMPT_MS_MAX} }
`;

/** Compiles the text of one workspace file as `./tutti up` does; throws with everything that is wrong with it. */
export function workspaceOf(text: string): Workspace {
  const compiled = compileWorkspace([{ name: 'workspace.yaml', text }], {
    segmentProblems,
    destinationProblems: (instances) =>
      instances.flatMap(({ instance, destination, settings }) =>
        (DESTINATIONS.get(destination)?.problems(settings) ?? []).map(({ field, reason }) => ({
          ...{ instance, path: ['settings', ...field.split('.')] },
          ...{ message: reason, remedy: 'write it as the destination asks for' },
        })),
      ),
  });
  if ('problems' in compiled) throw new Error(formatProblems(compiled.problems));
  return compiled.workspace;
}
