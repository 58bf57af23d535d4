const LENGTH_MAX = 500;

/** A text of somebody else's as it may be kept and shown: one line, bounded, without secrets. */
export function shown(text: string, secrets: readonly string[]): string {
  const safe = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return safe
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, LENGTH_MAX);
}
