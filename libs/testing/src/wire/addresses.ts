import type { ApiName } from './apis';
import { array, Cursor, int32, string } from './bytes';
import { answerOf, bodyOf, correlationOf } from './frames';

/** Where a broker listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What to tell a client instead of an address that a broker has told. */
export type Readdress = (told: Address) => Promise<Address>;

/** Later versions have tagged fields; no client that goes through the proxy speaks them. */
const METADATA_VERSION_MAX = 8;
const COORDINATOR_VERSION_MAX = 2;

/**
 * The answer with every broker's address replaced, so that a client finds all of them behind the proxy. Answers of other
 * requests are returned as they are. Throws for versions newer than kafkajs speaks.
 */
export async function readdressed(
  { api, version }: { readonly api: ApiName | undefined; readonly version: number },
  answer: Buffer,
  readdress: Readdress,
): Promise<Buffer> {
  if (api !== 'Metadata' && api !== 'FindCoordinator') return answer;
  if (version > (api === 'Metadata' ? METADATA_VERSION_MAX : COORDINATOR_VERSION_MAX)) {
    throw new Error(`replacing addresses in ${api} version ${version}: too new for the proxy; use kafkajs behind it`);
  }
  const body = bodyOf(answer);
  const changed = await (api === 'Metadata' ? metadata : coordinator)(body, version, readdress);
  return answerOf(correlationOf(answer), changed);
}

async function metadata(body: Buffer, version: number, readdress: Readdress): Promise<Buffer> {
  const cursor = new Cursor(body);
  if (version >= 3) cursor.int32(); // throttle
  const before = cursor.at;
  const brokers = cursor.array(() => ({
    node: cursor.int32(),
    ...addressAt(cursor),
    rack: version >= 1 ? string(cursor.string()) : Buffer.alloc(0),
  }));
  const told: Buffer[] = [];
  for (const { node, host, port, rack } of brokers) {
    told.push(Buffer.concat([int32(node), encoded(await readdress({ host, port })), rack]));
  }
  return Buffer.concat([body.subarray(0, before), array(told), body.subarray(cursor.at)]);
}

async function coordinator(body: Buffer, version: number, readdress: Readdress): Promise<Buffer> {
  const cursor = new Cursor(body);
  if (version >= 1) cursor.int32(); // throttle
  const errorCode = cursor.int16();
  if (version >= 1) cursor.string(); // error in words
  cursor.int32(); // node
  const before = cursor.at;
  if (errorCode !== 0) return body;
  return Buffer.concat([body.subarray(0, before), encoded(await readdress(addressAt(cursor)))]);
}

const addressAt = (cursor: Cursor): Address => ({ host: cursor.string() ?? '', port: cursor.int32() });

const encoded = ({ host, port }: Address): Buffer => Buffer.concat([string(host), int32(port)]);
