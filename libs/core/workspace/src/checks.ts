import type { Path } from './document';
import type { Entry } from './entry';
import type { Problem } from './problem';
import type { Instance, Segment } from './workspace';

/** What only others can judge. Both are asked about valid entries, also when the workspace has other problems. */
export interface Checks {
  /** `position` is an offset in the segment's `when`. `segmentProblems` of core/segment fits. */
  readonly segmentProblems?: (
    segments: readonly Segment[],
  ) => readonly { readonly segment: string; readonly message: string; readonly position: number }[];
  /** `path` leads from the entry to the value, such as `['settings', 'url']`. Placeholders are not filled yet. */
  readonly destinationProblems?: (instances: readonly Instance[]) => readonly {
    readonly instance: string;
    readonly path: Path;
    readonly message: string;
    readonly remedy: string;
  }[];
}

/** What the checks say, at the place in the file that they mean. */
export function problemsByChecks(entries: Checked, checks: Checks): readonly Problem[] {
  return [...rulesOf(entries.segments, checks), ...settingsOf(entries.destinations, checks)];
}

interface Checked {
  readonly segments: readonly Entry<Segment>[];
  readonly destinations: readonly Entry<Instance>[];
}

function rulesOf(segments: readonly Entry<Segment>[], { segmentProblems }: Checks): readonly Problem[] {
  const problems = segmentProblems?.(segments.map(({ value }) => value)) ?? [];
  return problems.flatMap(({ segment, message, position }) => {
    const entry = segments.find(({ id }) => id === segment);
    const remedy = 'docs/reference/expressions.md says what a rule can use';
    const what = { message: `the rule of segment "${segment}": ${message}`, remedy };
    return entry === undefined ? [] : [entry.document.problemInside([...entry.path, 'when'], position, what)];
  });
}

function settingsOf(destinations: readonly Entry<Instance>[], { destinationProblems }: Checks): readonly Problem[] {
  const problems = destinationProblems?.(destinations.map(({ value }) => value)) ?? [];
  return problems.flatMap(({ instance, path, message, remedy }) => {
    const entry = destinations.find(({ id }) => id === instance);
    const what = { message: `destination "${instance}": ${message}`, remedy };
    return entry === undefined ? [] : [entry.document.problemAt([...entry.path, ...path], what)];
  });
}
