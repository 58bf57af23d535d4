import type { Instance } from '@tutti/core/workspace';
import { resolvePlaceholders } from '@tutti/core/workspace';
import type { Opened } from '@tutti/destinations';
import { DESTINATIONS } from '@tutti/destinations';

type Environment = Readonly<Record<string, string | undefined>>;

/** The destination of an instance with its settings; the error names the instance and everything that is wrong. */
export function openInstance({ instance, destination: slug, settings }: Instance, environment: Environment): Opened {
  const destination = DESTINATIONS.get(slug);
  if (destination === undefined) {
    const known = [...DESTINATIONS.keys()].join(', ');
    throw new Error(`opening destination instance ${instance}: there is no destination "${slug}", only ${known}`);
  }
  const resolved = resolvePlaceholders(settings, environment);
  const missing = 'missing' in resolved ? resolved.missing : [];
  // A name that is missing stands for itself, so that everything else that is wrong is told as well.
  const standIns = Object.fromEntries(missing.map((name) => [name, `\${${name}}`]));
  const filled = 'value' in resolved ? resolved : resolvePlaceholders(settings, { ...environment, ...standIns });
  const opened = 'value' in filled ? destination.open(filled.value) : { problems: [] };
  if (missing.length === 0 && !('problems' in opened)) return opened;
  const absent = missing.map((name) => `${name}: not set in the environment of the sink`);
  const wrong = 'problems' in opened ? opened.problems.map(({ field, reason }) => `${field}: ${reason}`) : [];
  throw new Error([`opening destination instance ${instance}:`, ...absent, ...wrong].join('\n  '));
}
