import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { incompatibilities } from '@tutti/contracts';

/** The stand-alone schema of each topic, by the topic's schema name. */
export type Schemas = ReadonlyMap<string, object>;

/**
 * What no longer goes together with the last release, a line for each field. A topic that was never released may be
 * anything; one that was released may not disappear.
 */
export function breaksSince(released: Schemas, current: Schemas): readonly string[] {
  return [...released].flatMap(([name, before]) => {
    const now = current.get(name);
    if (now === undefined) return [`${name}: the topic was released, but has no schema any more`];
    return incompatibilities(before, now).map(({ field, reason }) => `${name}: ${field || 'the record'}: ${reason}`);
  });
}

/** What to say about breaks, and what to do: undo them, or record them while that is still allowed. */
export const breakText = (breaks: readonly string[]): string =>
  [
    'these schemas do not go together with the last released ones (schemas/released):',
    ...breaks.map((line) => `  ${line}`),
    'Records written by released code could not be read, or the other way round. Add fields with defaults instead, or a',
    'new version of the topic. If the break is intended (before release 0.1 it may be), record it: ./tutti generate --release',
    '',
  ].join('\n');

/** The schemas as last released; none before the first release. */
export function readReleased(folder: string): Schemas {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  return new Map(files.sort().map((file) => [file.slice(0, -SUFFIX.length), readSchema(join(folder, file))]));
}

/** Makes these the released schemas: one stand-alone file for each topic, and no other. */
export function writeReleased(folder: string, schemas: Schemas): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readReleased(folder).keys()) if (!schemas.has(name)) rmSync(join(folder, name + SUFFIX));
  for (const [name, schema] of schemas)
    writeFileSync(join(folder, name + SUFFIX), `${JSON.stringify(schema, null, 2)}\n`);
}

const SUFFIX = '.json';

function readSchema(file: string): object {
  try {
    const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof schema === 'object' && schema !== null) return schema;
    throw new Error('it is not an object');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`reading the released schema ${file}: ${message}`, { cause });
  }
}
