/** An Avro schema as JSON: a type's name, a union, or an object. */
export type AvroSchema = string | readonly AvroSchema[] | AvroNode;

/** An Avro schema in its object form. `symbols` belong to enums, `fields` to records, `items` and `values` to collections. */
export interface AvroNode {
  readonly type: AvroSchema;
  readonly name?: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields?: readonly AvroField[];
  readonly symbols?: readonly string[];
  readonly default?: unknown;
  readonly items?: AvroSchema;
  readonly values?: AvroSchema;
  readonly logicalType?: string;
}

/** One field of a record. Without a `default` it can neither be added nor removed later. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly doc?: string;
  readonly default?: unknown;
}

/** A schema with names and nested types resolved one step: what a walk over schemas decides by. */
export type AvroForm =
  | { readonly kind: 'primitive'; readonly name: string; readonly logicalType?: string }
  | { readonly kind: 'union'; readonly branches: readonly AvroSchema[] }
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly AvroField[] }
  | { readonly kind: 'enum'; readonly name: string; readonly symbols: readonly string[]; readonly default: unknown }
  | { readonly kind: 'array' | 'map'; readonly items: AvroSchema; readonly logicalType?: string };

/** Records and enums of a schema, by name: it declares each in full once and refers to it by name from then on. */
export type AvroNames = ReadonlyMap<string, AvroNode>;

/** Every record and enum that a schema declares, at any depth. */
export const namesOf = (schema: AvroSchema): AvroNames =>
  new Map(declarationsIn(schema).map((node) => [node.name ?? '', node]));

/** The form of a schema; throws on a name that is not declared. */
export function formOf(schema: AvroSchema, names: AvroNames): AvroForm {
  if (typeof schema === 'string') return namedForm(schema, names);
  return isUnion(schema) ? { kind: 'union', branches: schema } : nodeForm(schema, names);
}

function nodeForm(node: AvroNode, names: AvroNames): AvroForm {
  const { type, name = '', logicalType } = node;
  const logical = logicalType === undefined ? {} : { logicalType };
  switch (type) {
    case 'record':
      return { kind: type, name, fields: node.fields ?? [] };
    case 'enum':
      return { kind: type, name, symbols: node.symbols ?? [], default: node.default };
    case 'array':
    case 'map':
      return { kind: type, items: node.items ?? node.values ?? 'null', ...logical };
    default:
      return { ...formOf(type, names), ...logical };
  }
}

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'];

function namedForm(name: string, names: AvroNames): AvroForm {
  if (PRIMITIVES.includes(name)) return { kind: 'primitive', name };
  const node = names.get(name.slice(name.lastIndexOf('.') + 1));
  if (node === undefined) throw new Error(`reading an Avro schema: nothing in it declares ${name}`);
  return formOf(node, names);
}

function declarationsIn(schema: AvroSchema): AvroNode[] {
  if (typeof schema === 'string') return [];
  if (isUnion(schema)) return schema.flatMap(declarationsIn);
  const inside = [schema.type, schema.items, schema.values, ...(schema.fields ?? []).map(({ type }) => type)];
  const declared = inside.flatMap((part) => (part === undefined ? [] : declarationsIn(part)));
  return schema.name === undefined ? declared : [schema, ...declared];
}

const isUnion = (schema: AvroSchema): schema is readonly AvroSchema[] => Array.isArray(schema);
