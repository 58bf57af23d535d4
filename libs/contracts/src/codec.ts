import { Type, types } from 'avsc';
import type { TopicName, TopicValue } from './generated/topics';
import { SCHEMAS } from './generated/schemas';

/** Maps are written in key order, so that equal values are equal bytes. */
class SortedMap extends types.LogicalType {
  protected override _fromValue(value: unknown): unknown {
    return value;
  }

  protected override _toValue(value: unknown): unknown {
    const map = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(map);
    if (keys.every((key, i) => i === 0 || keys[i - 1]! < key)) return map;
    return Object.fromEntries(keys.sort().map((key) => [key, map[key]]));
  }

  protected override _resolve(type: Type): unknown {
    return Type.isType(type, 'map', 'logical:sorted-map') ? (value: unknown) => value : undefined;
  }
}

/** Avro body of one record type: no framing, no registry. Synchronous. */
export interface Codec<Value> {
  readonly schema: object;
  /** Throws when the value does not fit the schema. */
  encode: (value: Value) => Buffer;
  /** Writes into `target` from `offset`; returns the end, or a negative number when it did not fit. */
  encodeInto: (value: Value, target: Buffer, offset: number) => number;
  /** Throws when the bytes are not this record. */
  decode: (bytes: Buffer) => Value;
  /** A decoder for bytes written with another version of the schema; throws when the two cannot be reconciled. */
  decoderFrom: (writer: object) => (bytes: Buffer) => Value;
  /** Paths of fields that the schema does not know or that do not fit; empty for a good value. */
  problems: (value: unknown) => string[];
}

const parse = (schema: object): Type =>
  Type.forSchema(schema as never, { wrapUnions: false, logicalTypes: { 'sorted-map': SortedMap } } as never);

function defineCodec<Value>(schema: object): Codec<Value> {
  const type = parse(schema);
  return {
    schema,
    encode: (value) => type.toBuffer(value),
    encodeInto: (value, target, offset) => type.encode(value, target, offset),
    decode: (bytes) => type.fromBuffer(bytes) as Value,
    decoderFrom: (writer) => {
      const writerType = parse(writer);
      const resolver = type.createResolver(writerType);
      return (bytes) => type.fromBuffer(bytes, resolver) as Value;
    },
    problems: (value) => {
      const paths: string[] = [];
      type.isValid(value, { noUndeclaredFields: true, errorHook: (path) => paths.push(path.join('.')) });
      return paths;
    },
  };
}

/** The codec of each topic's value. */
export const codecs = Object.fromEntries(
  Object.entries(SCHEMAS).map(([topic, schema]) => [topic, defineCodec(schema)]),
) as { readonly [Topic in TopicName]: Codec<TopicValue[Topic]> };
