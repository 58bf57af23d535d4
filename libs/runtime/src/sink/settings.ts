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
  const opened = 'missing' in resolved ? { problems: destination.problems(settings) } : destination.open(resolved.value);
  if (!('problems' in opened)) return opened;
  const missing = 'missing' in resolved ? resolved.missing : [];
  const absent = missing.map((name) => `${name}: not set in the environment of the sink`);
  const wrong = opened.problems.map(({ field, reason }) => `${field}: ${reason}`);
  throw new Error([`opening destination instance ${instance}:`, ...absent, ...wrong].join('\n  '));
}
