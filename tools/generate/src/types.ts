import type { Field, Schema, SchemaObject } from './schemas';

const PRIMITIVES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Uint8Array',
  string: 'string',
};

/** TypeScript for a record and every record or enum declared inside it, outermost first. */
export function declarationsOf(record: SchemaObject): string[] {
  const inner: string[] = [];
  const body = record.fields!.map((field) => fieldOf(field, inner)).join('\n');
  return [`${docOf(record.doc)}export interface ${record.name} {\n${body}\n}`, ...inner];
}

function fieldOf(field: Field, inner: string[]): string {
  return `${docOf(field.doc, '  ')}  readonly ${field.name}: ${typeOf(field.type, inner)};`;
}

function typeOf(schema: Schema, inner: string[]): string {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? schema;
  if (Array.isArray(schema))
    return schema
      .map((branch) => typeOf(branch, inner))
      .reverse()
      .join(' | ');
  const node = schema as SchemaObject;
  switch (node.type) {
    case 'array':
      return `readonly ${parenthesised(typeOf(node.items!, inner))}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeOf(node.values!, inner)}>>`;
    case 'enum':
      inner.push(`${docOf(node.doc)}export type ${node.name} = ${node.symbols!.map((s) => `'${s}'`).join(' | ')};`);
      return node.name!;
    case 'record':
      inner.push(...declarationsOf(node));
      return node.name!;
    default:
      return node.brand ?? typeOf(node.type, inner);
  }
}

/**
 * For a record that is `kind` plus one nullable field per kind: a constructor for each kind, so that writers name the
 * kind once and the fields of other kinds are null.
 */
export function constructorsOf(record: SchemaObject): string | undefined {
  const [kind, ...fields] = record.fields!;
  if (kind?.name !== 'kind' || !fields.every(isNullable)) return undefined;
  const nothing = fields.map((field) => `${field.name}: null`).join(', ');
  const makers = fields.map(
    (field) =>
      `  ${field.name}: (${field.name}_: NonNullable<${record.name}['${field.name}']>): ${record.name} => ({ ${nothing.replace(`${field.name}: null`, `${field.name}: ${field.name}_`)}, kind: '${field.name}' }),`,
  );
  return `/** Makes a ${record.name} of each kind. */\nexport const ${lowerFirst(record.name!)} = {\n${makers.join('\n')}\n} as const;`;
}

const isNullable = ({ type }: Field): boolean => Array.isArray(type) && type[0] === 'null';

export const docOf = (doc: string | undefined, indent = ''): string =>
  doc === undefined ? '' : `${indent}/** ${doc} */\n`;

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const parenthesised = (type: string): string => (type.includes('|') ? `(${type})` : type);
