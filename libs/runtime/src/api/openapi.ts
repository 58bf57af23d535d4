import { VERSION } from '../headers';
import { ACCESS_ANSWERS, COMMAND_PATHS, SECURITY } from './commands/openapi';

const identifier = {
  name: 'identifier',
  in: 'path',
  required: true,
  description:
    '`type:value`, such as `email:ada@example.com`; a bare value is a userId; `profile:<id>` is a profile id.',
  schema: { type: 'string' },
  example: 'userId:0001',
};
const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const number = { type: 'integer' };

const delivery = {
  type: 'object',
  properties: {
    instance: text,
    version: { type: ['integer', 'null'] },
    outcome: { enum: ['pending', 'delivered', 'rejected', 'skipped'] },
    reason: { type: ['string', 'null'] },
    attempts: number,
    at: { type: ['string', 'null'], format: 'date-time' },
    current: { type: 'boolean', description: 'Whether the destination holds the newest version.' },
  },
};

const profile = {
  type: 'object',
  properties: {
    id: text,
    version: number,
    createdAt: time,
    firstSeen: time,
    lastSeen: time,
    identifiers: { type: 'array', items: { type: 'object', properties: { type: text, value: text } } },
    traits: { type: 'object', additionalProperties: true },
    events: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: { count: number, first: time, last: time, revenue: { type: 'number' } },
      },
    },
    segments: { type: 'array', items: { type: 'object', properties: { name: text, since: time } } },
    provenance: { type: 'object', additionalProperties: true },
    deliveries: { type: 'array', items: delivery },
  },
};

const membership = {
  type: 'object',
  properties: {
    segment: text,
    rule: text,
    member: { type: 'boolean' },
    since: { type: ['string', 'null'], format: 'date-time' },
    explanation: { type: 'object', additionalProperties: true },
  },
};

const problem = { type: 'object', properties: { code: text, message: text } };

const answer = (description: string, schema: object): object => ({
  description,
  content: { 'application/json': { schema } },
});

const lookups = {
  404: answer('`no-profile`: nobody has this identifier. `merged`: it went into another profile. `erased`.', {
    type: 'object',
    properties: { ...problem.properties, mergedInto: { ...text, description: 'Id of that profile.' } },
  }),
  503: answer('The cache is being rebuilt from the log; see Retry-After.', problem),
};

const paths = {
  '/v1/profiles/{identifier}': {
    get: {
      summary: 'One profile',
      parameters: [identifier],
      responses: { 200: answer('The profile.', profile), ...lookups },
    },
  },
  '/v1/profiles/{identifier}/deliveries': {
    get: {
      summary: 'What each destination holds of it',
      parameters: [identifier],
      responses: {
        200: answer('One per instance.', {
          type: 'object',
          properties: { deliveries: { type: 'array', items: delivery } },
        }),
        ...lookups,
      },
    },
  },
  '/v1/profiles/{identifier}/segments/{segment}': {
    get: {
      summary: 'Whether it is in a segment, and why',
      parameters: [identifier, { name: 'segment', in: 'path', required: true, schema: text, example: 'repeat_buyers' }],
      responses: { 200: answer('The membership and the condition tree with its values.', membership), ...lookups },
    },
  },
  '/v1/profiles/{identifier}/history': {
    get: {
      summary: 'What changed, when, and because of what',
      security: SECURITY,
      parameters: [
        identifier,
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 50 } },
      ],
      responses: {
        200: answer('The newest changes.', { type: 'object', additionalProperties: true }),
        ...ACCESS_ANSWERS,
        ...lookups,
      },
    },
  },
  '/v1/identity/{identifier}/explain': {
    get: {
      summary: 'Why certain identifiers are one profile, and others are not',
      security: SECURITY,
      parameters: [identifier],
      responses: {
        200: answer('The explanation.', { type: 'object', additionalProperties: true }),
        ...ACCESS_ANSWERS,
        ...lookups,
      },
    },
  },
  ...COMMAND_PATHS,
  '/v1/updates': {
    get: {
      summary: 'Updates from now on, as server-sent events',
      responses: {
        200: {
          description: 'One `update` event per change; `mergedInto` or `deleted` where a profile is gone.',
          content: { 'text/event-stream': { schema: text } },
        },
      },
    },
  },
  '/v1/stats': {
    get: {
      summary: 'Counts',
      responses: { 200: answer('Counts.', { type: 'object', properties: { profiles: number, revision: number } }) },
    },
  },
  '/healthz/live': {
    get: {
      summary: 'Alive',
      responses: { 200: answer('Alive.', { type: 'object' }), 503: answer('A partition hangs.', { type: 'object' }) },
    },
  },
  '/healthz/ready': {
    get: {
      summary: 'Ready',
      responses: { 200: answer('Ready.', { type: 'object' }), 503: answer('Not ready.', { type: 'object' }) },
    },
  },
};

/** OpenAPI 3.1 description of the api. */
export const apiDescription = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Tutti api',
    version: VERSION,
    description: 'Profiles, segments, deliveries, the stream of updates, and who is whom.',
  },
  paths,
  components: {
    securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of `keys:` in the workspace.' } },
  },
});
