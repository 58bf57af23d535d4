import { LogError } from '../ports';
import type { Registry, RegisteredSchema } from './registry';
import { sameSchema } from './registry';

const REQUEST_MS_MAX = 5_000;
const TYPE = 'application/vnd.schemaregistry.v1+json';

/** Where the registry is. User and password may stand in the URL. */
export interface RegistrySettings {
  readonly url: string;
  /** How long one request may take; default 5 s. */
  readonly requestMsMax?: number;
}

/** A registry behind the Confluent API: Confluent's, Apicurio's `/apis/ccompat/v7`, Karapace. */
export function confluentRegistry(settings: RegistrySettings): Registry {
  const ask = asking(settings);
  const versions = async (subject: string): Promise<readonly RegisteredSchema[]> => {
    const path = `/subjects/${encodeURIComponent(subject)}/versions`;
    const numbers = (await ask('GET', path)) ?? [];
    if (!Array.isArray(numbers)) throw unexpected(`GET ${path}`, numbers);
    const answers = await Promise.all(numbers.map((number) => ask('GET', `${path}/${String(number)}`)));
    return answers.map((answer) => ({ id: parseId(path, answer), schema: parseSchema(path, answer) }));
  };
  return {
    versions,
    setCompatibility: async (subject) => {
      await ask('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility: 'FULL_TRANSITIVE' });
    },
    check: async (subject, schema) => {
      const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions?verbose=true`;
      return parseCheck(await ask('POST', path, avro(schema)));
    },
    register: async (subject, schema) => {
      // Some registries make a new version of a schema whose attributes come in another order.
      const known = (await versions(subject)).find((version) => sameSchema(version.schema, schema));
      if (known !== undefined) return known.id;
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      return parseId(path, await ask('POST', path, avro(schema)));
    },
    schemaById: async (id) => {
      const path = `/schemas/ids/${id}`;
      const answer = await ask('GET', path);
      return answer === undefined ? undefined : (foreignSchema(answer) ?? parseSchema(path, answer));
    },
  };
}

const avro = (schema: object): object => ({ schemaType: 'AVRO', schema: textOf(schema) });

// Apicurio 3.0 takes the quotes off every "{}" before it parses, so that a default of type string becomes an object and
// the schema is refused ("Failed to discover artifact type"). Written as an escape it is the same string to everybody.
const textOf = (schema: object): string => JSON.stringify(schema).replaceAll('"{}"', String.raw`"\u007b}"`);

type Ask = (method: 'GET' | 'PUT' | 'POST', path: string, body?: object) => Promise<unknown>;

/** Asks once; undefined for what the registry says does not exist (a 404 of anybody else means a wrong URL). */
function asking({ url, requestMsMax = REQUEST_MS_MAX }: RegistrySettings): Ask {
  const { base, authorization } = addressOf(url);
  const headers = { accept: TYPE, 'content-type': TYPE, ...(authorization === undefined ? {} : { authorization }) };
  return async (method, path, body) => {
    const doing = `schema registry at ${base}: ${method} ${path}`;
    const answer = await fetch(base + path, {
      ...{ method, headers, signal: AbortSignal.timeout(requestMsMax) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new LogError('unavailable', `${doing}: no answer within ${requestMsMax} ms; is it running?`, { cause });
    });
    const text = await answer.text().catch((cause: unknown) => {
      throw new LogError('unavailable', `${doing}: the answer broke off`, { cause });
    });
    if (answer.ok) return parseJson(doing, text);
    if (answer.status === 404 && /"error_code":\s*404/.test(text)) return undefined;
    throw new LogError(
      isPassing(answer.status) ? 'unavailable' : 'fatal',
      `${doing}: ${answer.status} ${text.slice(0, 500)}`,
    );
  };
}

function addressOf(url: string): { readonly base: string; readonly authorization: string | undefined } {
  const address = new URL(url);
  const { username, password } = address;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = username === '' ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`;
  address.username = address.password = '';
  return { base: address.href.replace(/\/+$/, ''), authorization };
}

const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

const unexpected = (doing: string, answer: unknown): LogError =>
  new LogError(
    'fatal',
    `schema registry: ${doing} answered ${JSON.stringify(answer)?.slice(0, 500)}; is the URL right?`,
  );

function parseJson(doing: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LogError('fatal', `${doing}: the answer is not JSON; is the URL right?`, { cause });
  }
}

const property = (answer: unknown, name: string): unknown =>
  typeof answer === 'object' && answer !== null ? new Map(Object.entries(answer)).get(name) : undefined;

function parseId(doing: string, answer: unknown): number {
  const id = property(answer, 'id');
  if (typeof id !== 'number') throw unexpected(doing, answer);
  return id;
}

function parseSchema(doing: string, answer: unknown): object {
  const text = property(answer, 'schema');
  const schema = typeof text === 'string' ? parseJson(doing, text) : undefined;
  // A schema may also be a bare name such as "string"; no topic of ours has one.
  if (typeof schema === 'string') return { type: schema };
  if (typeof schema !== 'object' || schema === null) throw unexpected(doing, answer);
  return schema;
}

/** A schema that is not Avro has a text of another kind; it stands for what nobody can read with. */
function foreignSchema(answer: unknown): object | undefined {
  const type = property(answer, 'schemaType');
  return typeof type === 'string' && type !== 'AVRO' ? { type } : undefined;
}

function parseCheck(answer: unknown): string[] {
  // There is no such subject, or it has no version: anything goes.
  if (answer === undefined || property(answer, 'is_compatible') === true) return [];
  const messages = property(answer, 'messages');
  const told = Array.isArray(messages) ? messages.map(String) : [];
  return told.length > 0 ? told : ['the registry finds it incompatible with an earlier version'];
}
