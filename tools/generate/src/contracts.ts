import type { Catalogue, KeyRow, SchemaObject } from './schemas';
import { schemaOf, standAlone } from './schemas';
import { constructorsOf, declarationsOf, docOf } from './types';

const HEAD = '// Generated from schemas/ by `./tutti generate`; do not edit.\n';

/** The generated files of libs/contracts/src/generated, by file name. */
export function contractFiles(catalogue: Catalogue): Readonly<Record<string, string>> {
  return {
    'types.ts': typesFile(catalogue),
    'topics.ts': topicsFile(catalogue),
    'schemas.ts': schemasFile(catalogue),
    'keys.ts': keysFile(catalogue),
  };
}

function typesFile({ types, records, keys }: Catalogue): string {
  const brands = Object.values(keys).filter((key) => key.type !== undefined && key.type !== 'string');
  const all: SchemaObject[] = [...types.values(), ...records.values()];
  return [
    HEAD,
    ...brands.map(
      (key) => `${docOf(key.doc)}export type ${key.type} = string & { readonly __brand: '${key.type}' };\n`,
    ),
    ...all.flatMap(declarationsOf).map((declaration) => `${declaration}\n`),
    ...all.flatMap((record) => constructorsOf(record) ?? []).map((maker) => `${maker}\n`),
  ].join('\n');
}

function topicsFile({ topics, records }: Catalogue): string {
  const rows = Object.entries(topics).map(([name, row]) => ({ ...row, name, schema: schemaOf(name, row) }));
  const names = rows.map(({ schema }) => schema);
  const table = rows.map(
    ({ schema, name, kind, key, partitions, retention, writer, readers }) =>
      `  '${schema}': ${JSON.stringify({ template: name, kind, key, partitions, retention, writer, readers })},`,
  );
  const values = names.map((name) => `  readonly '${name}': ${records.get(name)!.name};`);
  return `${HEAD}
import type { ${[...new Set(names.map((name) => records.get(name)!.name!))].join(', ')} } from './types';

/** Short name of a topic: without the prefix and the version. */
export type TopicName = ${names.map((name) => `'${name}'`).join(' | ')};

/** The value type of each topic. */
export interface TopicValue {
${values.join('\n')}
}

/** The rows of schemas/topics.yaml. */
export const TOPICS = {
${table.join('\n')}
} as const;
`;
}

function schemasFile({ records, types }: Catalogue): string {
  const entries = [...records].map(([name, record]) => `  '${name}': ${JSON.stringify(standAlone(record, types))},`);
  return `${HEAD}
import type { TopicName } from './topics';

/** The Avro schema of each topic's value, as registered. */
export const SCHEMAS: Readonly<Record<TopicName, object>> = {
${entries.join('\n')}
};
`;
}

function keysFile({ keys }: Catalogue): string {
  const brands = Object.values(keys).flatMap(({ type }) => (type === undefined || type === 'string' ? [] : [type]));
  return `${HEAD}
import type { ${brands.join(', ')} } from './types';

/** A record key: plain UTF-8, never registry-encoded. */
export type Key = string & { readonly __key: true };

/** The only way to make a record key. */
export const keyOf = {
${Object.entries(keys).map(keyBuilder).join('\n')}
} as const;
`;
}

function keyBuilder([name, { type, parts, doc }]: [string, KeyRow]): string {
  const parameters = parts?.map((part) => `${part}: string`).join(', ') ?? `id: ${type}`;
  const body = parts === undefined ? 'id' : `\`${parts.map((part) => `\${${part}}`).join('/')}\``;
  return `  /** ${doc} */\n  ${name}: (${parameters}): Key => ${body} as unknown as Key,`;
}
