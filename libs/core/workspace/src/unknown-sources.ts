import type { Entry } from './entry';
import { nearestOf } from './nearest';
import type { Problem } from './problem';
import type { Source, TraitRule } from './workspace';

/** Names of sources in `traits` that no source has: a mistyped owner would silence everybody. */
export function unknownSources(
  traits: readonly Entry<TraitRule>[],
  sources: { readonly entries: readonly Entry<Source>[]; readonly problems: readonly Problem[] },
): readonly Problem[] {
  if (sources.problems.length > 0) return []; // the name may be that of an entry that could not be read
  const known = sources.entries.map(({ id }) => id);
  return traits.flatMap(({ value, label, document, path }) =>
    [...value.sources.entries()]
      .filter(([, name]) => !known.includes(name))
      .map(([i, name]) =>
        document.problemAt([...path, 'sources', i], {
          message: `${label} names a source that is not there: "${name}"`,
          remedy: remedyFor(name, known),
        }),
      ),
  );
}

function remedyFor(name: string, known: readonly string[]): string {
  const near = nearestOf(name, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  return `the sources are ${known.join(', ') || 'none'}; one that sends no more can stay among them`;
}
