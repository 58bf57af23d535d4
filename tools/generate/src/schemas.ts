import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** An Avro schema as JSON: a name, a union, or an object with a `type`. */
export type Schema = string | readonly Schema[] | SchemaObject;

export interface SchemaObject {
  readonly type: Schema;
  readonly name?: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields?: readonly Field[];
  readonly symbols?: readonly string[];
  readonly items?: Schema;
  readonly values?: Schema;
  readonly logicalType?: string;
  readonly brand?: string;
}

export interface Field {
  readonly name: string;
  readonly type: Schema;
  readonly doc?: string;
  readonly default?: unknown;
}

/** One row of schemas/topics.yaml. */
export interface TopicRow {
  readonly schema?: string;
  readonly kind: 'stream' | 'table';
  readonly key: string;
  readonly partitions: 'keyed' | 'single' | 'source';
  readonly retention: string;
  readonly writer: string;
  readonly readers: readonly string[];
}

export interface KeyRow {
  readonly type?: string;
  readonly parts?: readonly string[];
  readonly doc: string;
}

export interface Catalogue {
  readonly keys: Readonly<Record<string, KeyRow>>;
  readonly topics: Readonly<Record<string, TopicRow>>;
  /** Shared records of schemas/types, by name. */
  readonly types: ReadonlyMap<string, SchemaObject>;
  /** The record of each topic, by the topic's schema name; shared records are referred to by name. */
  readonly records: ReadonlyMap<string, SchemaObject>;
}

/** Reads schemas/: the topic table, the shared types and one record per topic. */
export function readCatalogue(folder: string): Catalogue {
  const table = parse(readFileSync(join(folder, 'topics.yaml'), 'utf8')) as Pick<Catalogue, 'keys' | 'topics'>;
  const types = new Map(
    readdirSync(join(folder, 'types'))
      .sort()
      .map((file) => [file.replace('.avsc', ''), readSchema(join(folder, 'types', file))]),
  );
  const records = new Map(
    Object.entries(table.topics).map(([name, row]) => {
      const schema = schemaOf(name, row);
      return [schema, readSchema(join(folder, `tutti.${schema}.v1.avsc`))];
    }),
  );
  return { ...table, types, records };
}

/** The schema name of a topic; a template such as source.<name> names its schema itself. */
export const schemaOf = (topic: string, row: TopicRow): string => row.schema ?? topic;

const readSchema = (file: string): SchemaObject => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SchemaObject;
  } catch (error) {
    throw new Error(`reading schema ${file}: ${(error as Error).message}`);
  }
};

/** Puts each shared record in place of its first mention, so that a schema stands alone in the registry. */
export function standAlone(record: SchemaObject, types: ReadonlyMap<string, SchemaObject>): SchemaObject {
  const seen = new Set<string>();
  const expand = (schema: Schema): Schema => {
    if (typeof schema === 'string') {
      const shared = types.get(schema);
      return shared === undefined || seen.has(schema) ? schema : expand(shared);
    }
    if (Array.isArray(schema)) return schema.map(expand);
    const { brand: _brand, ...node } = schema as SchemaObject;
    if (node.name !== undefined && node.fields !== undefined) seen.add(node.name);
    return {
      ...node,
      type: expand(node.type),
      ...(node.fields && { fields: node.fields.map((field) => ({ ...field, type: expand(field.type) })) }),
      ...(node.items && { items: expand(node.items) }),
      ...(node.values && { values: expand(node.values) }),
    };
  };
  return expand(record) as SchemaObject;
}
