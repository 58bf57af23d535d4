const PLACEHOLDER = /\$\{([A-Za-z_]\w*)\}/g;

/** The value with its placeholders filled, or the names that the environment lacks. */
export type Resolved<Value> = { readonly value: Value } | { readonly missing: readonly string[] };

/**
 * Fills every `${NAME}` in the strings of a JSON value from the environment. An empty variable counts as missing, so
 * that nobody runs with an empty key by mistake. What is filled in is not looked at again.
 */
export function resolvePlaceholders<Value>(
  value: Value,
  env: Readonly<Record<string, string | undefined>>,
): Resolved<Value> {
  const filled = (name: string): string => (Object.hasOwn(env, name) ? (env[name] ?? '') : '');
  const missing = new Set(placeholdersIn(value).filter((name) => filled(name) === ''));
  if (missing.size > 0) return { missing: [...missing].sort() };
  const fill = (text: string): string => text.replace(PLACEHOLDER, (_, name: string) => filled(name));
  return { value: mapStrings(value, fill) as Value }; // same shape: only strings became other strings
}

/** Paths of the strings with a `${` that is not a placeholder, such as `${my key}`. */
export function malformedPlaceholders(value: unknown, path: readonly (string | number)[] = []): readonly Malformed[] {
  if (typeof value === 'string') {
    const rest = value.replace(PLACEHOLDER, '');
    return rest.includes('${') ? [{ path, text: rest.slice(rest.indexOf('${')) }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((part, i) => malformedPlaceholders(part, [...path, i]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => malformedPlaceholders(part, [...path, key]));
}

/** Where a `${` cannot be read, and the text from there on. */
export interface Malformed {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function placeholdersIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(placeholdersIn) : [];
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((part) => mapStrings(part, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapStrings(part, change)]));
}
