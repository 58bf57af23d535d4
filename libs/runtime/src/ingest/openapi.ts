import { z } from 'zod';
import type { CallType } from '@tutti/core/ingest';
import { CALL_TYPES } from '@tutti/core/ingest';
import { VERSION } from '../headers';
import type { FaultCode } from './answer';
import { FAULTS } from './answer';
import { BATCH_EXAMPLE, CALL_EXAMPLES } from './examples';
import { analyticsSettings } from './settings';
import { batchShape, batchSuccessShape, CALL_SHAPES, faultShape, successShape } from './shapes';

/** The OpenAPI 3.1 document of ingest: every route, every answer, an example of each. */
export const openApi = (): object => {
  document ??= describe();
  return document;
};

let document: object | undefined;

const describe = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Tutti ingest',
    version: VERSION,
    description:
      'Segment’s tracking API: point any Segment library here. An answer of 200 means that the events are in the log.',
  },
  security: [{ basic: [] }, { bearer: [] }, {}],
  paths: {
    ...Object.assign({}, ...CALL_TYPES.map((type) => callPaths(type))),
    ...batchPaths(['/v1/batch', '/v1/b', '/b'], 'Send several calls at once.', 'batch'),
    ...batchPaths(
      ['/v1/import'],
      'Send history: each event needs a timestamp; tools that message people skip it.',
      'import',
    ),
    '/v1/projects/{writeKey}/settings': { get: settingsOperation() },
    '/openapi.json': { get: plainOperation('This document.') },
    '/': { get: plainOperation('Says what this is.') },
  },
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic', description: 'User: the write key; no password.' },
      bearer: { type: 'http', scheme: 'bearer', description: 'The write key.' },
    },
    schemas: {
      ...Object.fromEntries(CALL_TYPES.map((type) => [type, schemaOf(CALL_SHAPES[type])])),
      batch: schemaOf(batchShape),
      success: schemaOf(successShape),
      batchSuccess: schemaOf(batchSuccessShape),
      fault: schemaOf(faultShape),
    },
  },
});

function schemaOf(shape: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return schema;
}

const callPaths = (type: CallType): object => {
  const [letter] = type;
  const operation = { body: CALL_EXAMPLES[type], schema: type, answer: 'success', answered: { success: true } };
  return pathsOf([`/v1/${type}`, `/v1/${letter}`, `/${letter}`], {
    ...operation,
    summary: `Send one ${type} call.`,
    id: type,
  });
};

const batchPaths = (paths: readonly string[], summary: string, id: string): object =>
  pathsOf(paths, {
    summary,
    id,
    schema: 'batch',
    body: BATCH_EXAMPLE,
    answer: 'batchSuccess',
    answered: { success: true, rejected: [] },
  });

interface Post {
  readonly id: string;
  readonly summary: string;
  readonly schema: string;
  readonly body: object;
  readonly answer: string;
  readonly answered: object;
}

/** The first path is the one to use; the others are what Segment’s browser library calls it. */
const pathsOf = (paths: readonly string[], post: Post): object =>
  Object.fromEntries(
    paths.map((path, i) => {
      const alias = i === 0 ? {} : { description: `The same as ${paths[0]}, for the browser library.` };
      return [path, { post: { operationId: i === 0 ? post.id : `${post.id}_${i}`, ...alias, ...operation(post) } }];
    }),
  );

const operation = ({ summary, schema, body, answer, answered }: Post): object => ({
  summary,
  requestBody: {
    required: true,
    description: 'JSON, whatever the content type says; plain or gzip.',
    content: { 'application/json': { schema: ref(schema), example: body }, 'text/plain': { schema: ref(schema) } },
  },
  responses: { 200: answerOf('Accepted: written to the log.', answer, answered), ...faultResponses() },
});

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'Nothing was accepted; the fields that were wrong are named.',
  401: 'The write key is missing or belongs to no source.',
  413: 'The body is too large, packed or unpacked.',
  415: 'The body is packed in a way that is not understood.',
  429: 'The source is over its rate. Retry after the seconds in Retry-After.',
  500: 'A fault of the server. Retry.',
  503: 'The log cannot be reached, or did not confirm. Retry after the seconds in Retry-After.',
};

const waiting = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } };

function faultResponses(): object {
  const responses = Object.entries(MEANINGS).map(([status, meaning]) => {
    const codes = (Object.keys(FAULTS) as FaultCode[]).filter((code) => FAULTS[code] === Number(status));
    const example = { code: codes[0], message: meaning, violations: status === '400' ? [EXAMPLE_VIOLATION] : [] };
    const headers = status === '429' || status === '503' ? { headers: waiting } : {};
    return [status, { ...answerOf(`${meaning} Codes: ${codes.join(', ')}.`, 'fault', example), ...headers }];
  });
  return Object.fromEntries(responses) as object;
}

const EXAMPLE_VIOLATION = { field: 'userId', reason: 'userId or anonymousId is required' };

const answerOf = (description: string, schema: string, example: object): object => ({
  description,
  content: { 'application/json': { schema: ref(schema), example } },
});

const ref = (schema: string): object => ({ $ref: `#/components/schemas/${schema}` });

const settingsOperation = (): object => ({
  summary: 'Settings of Segment’s browser library, which point it here.',
  parameters: [{ name: 'writeKey', in: 'path', required: true, schema: { type: 'string' } }],
  responses: {
    200: {
      description: 'The settings.',
      content: {
        'application/json': {
          schema: { type: 'object' },
          example: analyticsSettings({ writeKey: 'YOUR_WRITE_KEY', host: 'localhost:7070', protocol: 'http' }),
        },
      },
    },
    404: answerOf('The write key belongs to no source.', 'fault', {
      code: 'no-such-source',
      message: 'No such source.',
      violations: [],
    }),
  },
});

const plainOperation = (summary: string): object => ({
  summary,
  responses: { 200: { description: summary, content: { 'application/json': { schema: { type: 'object' } } } } },
});
