import { segmentProblems } from '@tutti/core/segment';
import type { Workspace } from '@tutti/core/workspace';
import { compileWorkspace, formatProblems } from '@tutti/core/workspace';
import { DESTINATIONS } from '@tutti/destinations';

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
