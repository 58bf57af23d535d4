import { ACTIONS } from './request';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const problem = { type: 'object', properties: { code: text, message: text } };
const problems = {
  type: 'object',
  properties: {
    ...problem.properties,
    violations: { type: 'array', items: { type: 'object', properties: { field: text, reason: text } } },
  },
};

const request = {
  type: 'object',
  required: ['action', 'identifiers', 'why'],
  additionalProperties: false,
  properties: {
    action: { enum: ACTIONS },
    identifiers: { ...texts, minItems: 1, maxItems: 50, description: '`type:value`, or `profile:<id>`.' },
    with: {
      ...text,
      description: 'The other side of merge and allow-link; `profile:<id>` that came in, of undo-merge.',
    },
    why: { ...text, maxLength: 500, description: 'For the audit trail.' },
    expectedVersion: { type: 'integer', description: 'Version of the profile that you saw; another one is refused.' },
    dryRun: { type: 'boolean', default: false, description: 'Say what would happen, and write nothing.' },
  },
  example: { action: 'merge', identifiers: ['email:ada@example.com'], with: 'userId:0001', why: 'ticket 17' },
};

const command = {
  type: 'object',
  properties: {
    id: text,
    outcome: { enum: ['done', 'refused', 'nothing', 'pending'] },
    code: { ...text, description: 'Rule or reason; empty where there is none.' },
    detail: text,
    profiles: { ...texts, description: 'Of a merge the survivor first.' },
    text: { ...texts, description: 'The same in words.' },
  },
};

const audit = {
  type: 'object',
  properties: {
    records: { type: 'array', items: { type: 'object', additionalProperties: true } },
    isWhole: { type: 'boolean', description: 'False where older records were not looked at.' },
  },
};

const answer = (description: string, schema: object): object => ({
  description,
  content: { 'application/json': { schema } },
});

/** How a question that needs a key is refused. */
export const ACCESS_ANSWERS = {
  401: answer('No key, an unknown one, or none is configured.', problem),
  403: answer('The role of the key is too weak.', problem),
};

const shared = {
  ...ACCESS_ANSWERS,
  404: answer('There is none; of a command, everybody who cannot be found.', problems),
  503: answer('Kafka or the cache is away or being rebuilt; see Retry-After.', problem),
};

const parameter = (name: string, description: string): object => ({
  ...{ name, in: 'path', required: true, schema: text, description },
});

/** Needed by whatever needs a key. */
export const SECURITY = [{ key: [] }];

/** Paths of the operator commands, for the description of the api. */
export const COMMAND_PATHS = {
  '/v1/identity/commands': {
    post: {
      summary: 'Change who is whom',
      description: 'Role operator; erase needs admin, a dry run reader. Waits for the outcome up to 10 s.',
      security: SECURITY,
      parameters: [
        {
          ...{ name: 'Idempotency-Key', in: 'header', required: false, schema: { ...text, maxLength: 200 } },
          description: 'A repeat with the same key is the same command: nothing is done twice.',
        },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: request } } },
      responses: {
        200: answer('What came of it, or what would.', command),
        202: answer('It stands in the log; nothing came of it yet.', command),
        400: answer('Everything that is wrong with the command.', problems),
        409: answer('The Idempotency-Key was used for another command.', problem),
        413: answer('The body is larger than 64 KB.', problem),
        ...shared,
      },
    },
  },
  '/v1/identity/commands/{id}': {
    get: {
      summary: 'What came of a command',
      security: SECURITY,
      parameters: [parameter('id', 'Id of the command.')],
      responses: { 200: answer('What came of it.', command), 202: answer('Nothing yet.', command), ...shared },
    },
  },
  '/v1/identity/{identifier}/audit': {
    get: {
      summary: 'What was decided about somebody, by whom and why',
      security: SECURITY,
      parameters: [parameter('identifier', '`type:value`, or `profile:<id>`; also of somebody who was erased.')],
      responses: { 200: answer('The newest 500 records at most, oldest first.', audit), ...shared },
    },
  },
};
