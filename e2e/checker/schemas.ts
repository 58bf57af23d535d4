import { Type } from 'avsc';

const MAGIC = 0;
const HEADER_BYTES = 5;

/** Values are read as they were written: with the schema that the registry has under the id in their bytes. */
export interface Schemas {
  /** Asks the registry for the schema of these bytes, unless it was asked before. */
  readonly learn: (bytes: Buffer) => Promise<void>;
  /** Throws where the bytes are no value of a schema that was learned. */
  readonly decode: (bytes: Buffer) => unknown;
}

/** `registry`: URL of a Confluent-compatible API; user and password may stand in it. */
export function schemasOf(registry: string): Schemas {
  const types = new Map<number, Type | undefined>();
  return {
    learn: async (bytes) => {
      const id = idOf(bytes);
      if (id !== undefined && !types.has(id)) types.set(id, await typeOf(registry, id));
    },
    decode: (bytes) => {
      const id = idOf(bytes);
      const type = id === undefined ? undefined : types.get(id);
      if (type === undefined) throw new Error('decoding a value: it has no schema');
      return type.fromBuffer(bytes.subarray(HEADER_BYTES));
    },
  };
}

const idOf = (bytes: Buffer): number | undefined =>
  bytes.length >= HEADER_BYTES && bytes[0] === MAGIC ? bytes.readUInt32BE(1) : undefined;

/** Undefined where the registry has no schema of that id. */
async function typeOf(registry: string, id: number): Promise<Type | undefined> {
  const { url, headers } = addressed(registry, `/schemas/ids/${id}`);
  const answer = await fetch(url, { headers });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`asking the registry for schema ${id}: ${answer.status} ${await answer.text()}`);
  const { schema } = (await answer.json()) as { readonly schema: string };
  return Type.forSchema(JSON.parse(schema) as Parameters<typeof Type.forSchema>[0]);
}

function addressed(registry: string, path: string): { readonly url: string; readonly headers: Record<string, string> } {
  const address = new URL(registry);
  const { username, password } = address;
  address.username = address.password = '';
  const pair = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const headers: Record<string, string> = username === '' ? {} : { authorization: `Basic ${pair}` };
  return { url: address.href.replace(/\/+$/, '') + path, headers };
}
