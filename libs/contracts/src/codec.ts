import { Type, types } from 'avsc';
import type { TopicName, TopicValue } from './generated/topics';
import { SCHEMAS } from './generated/schemas';

/** Maps are written in key order, so that equal values are equal bytes. */
class SortedMap extends types.LogicalType {
  protected override _fromValue(value: unknown): unknown {
    return withOwnProto(value);
  }

  protected override _toValue(value: unknown): unknown {
    const map = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(map);
    if (keys.every((key, i) => i === 0 || keys[i - 1]! < key)) return map;
    return Object.fromEntries(keys.sort().map((key) => [key, map[key]]));
  }

  // avsc hands over what the writer's type read: nothing inside the map is resolved yet, and added fields have no
  // defaults. So the map is read once more as ours; only bytes of another schema version come this way.
  protected override _resolve(type: Type): unknown {
    const writer = type instanceof types.LogicalType ? type.underlyingType : type;
    if (!Type.isType(writer, 'map')) return undefined;
    const resolver = this.underlyingType.createResolver(writer);
    return (value: unknown) => withOwnProto(this.underlyingType.fromBuffer(writer.toBuffer(value), resolver));
  }
}

// avsc fills maps by assignment, so a key `__proto__` (any sender may name a trait or an event so) would replace the
// map's prototype instead of becoming an entry.
function withOwnProto(map: unknown): unknown {
  const entry: unknown = Object.getPrototypeOf(map);
  if (entry === Object.prototype) return map;
  const own = { value: entry, enumerable: true, configurable: true, writable: true };
  return Object.defineProperty(Object.setPrototypeOf(map, Object.prototype) as object, '__proto__', own);
}

/** Bytes are any `Uint8Array` to us; avsc itself writes nothing but a `Buffer`. */
class Octets extends types.LogicalType {
  protected override _fromValue(value: unknown): unknown {
    return value;
  }

  protected override _toValue(value: unknown): unknown {
    if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }

  protected override _resolve(type: Type): unknown {
    return Type.isType(type, 'bytes', 'logical') ? (value: unknown) => value : undefined;
  }
}

const OCTETS = new Octets(Type.forSchema('bytes') as never);

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
  Type.forSchema(
    schema as never,
    {
      wrapUnions: false,
      omitRecordMethods: true,
      logicalTypes: { 'sorted-map': SortedMap },
      typeHook: (part: unknown) => (part === 'bytes' ? OCTETS : undefined),
    } as never,
  );

/** The codec of any record schema. Throws when it is no Avro schema. */
export function codecOf<Value>(schema: object): Codec<Value> {
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
  Object.entries(SCHEMAS).map(([topic, schema]) => [topic, codecOf(schema)]),
) as { readonly [Topic in TopicName]: Codec<TopicValue[Topic]> };
