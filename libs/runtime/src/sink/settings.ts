import type { Instance } from '@tutti/core/workspace';
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
  const missing = new Set<string>();
  const opened = destination.open(filled(settings, environment, missing));
  const absent = [...missing].map((name) => `${name}: not set in the environment of the sink`);
  if (absent.length === 0 && !('problems' in opened)) return opened;
  const wrong = 'problems' in opened ? opened.problems.map(({ field, reason }) => `${field}: ${reason}`) : [];
  throw new Error([`opening destination instance ${instance}:`, ...absent, ...wrong].join('\n  '));
}

/** The same settings with each `${NAME}` replaced from the environment; names that are not there are added to `missing`. */
function filled(value: unknown, environment: Environment, missing: Set<string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (reference, name: string) => {
      if (environment[name] === undefined) missing.add(name);
      return environment[name] ?? reference;
    });
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, environment, missing));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, environment, missing)]));
}
