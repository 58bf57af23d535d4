import { z } from 'zod';
import { BATCH_EVENTS_MAX, CALL_TYPES, IDENTIFIER_LENGTH_MAX, MESSAGE_ID_LENGTH_MAX } from '@tutti/core/ingest';
import { FAULTS } from './answer';

/**
 * What goes over the wire, for the OpenAPI document. The rules themselves are in core/ingest; a test holds the two
 * together.
 */
const identifier = z.union([z.string().max(IDENTIFIER_LENGTH_MAX), z.int()]);
const time = z.union([z.iso.datetime({ offset: true }), z.int()]).describe('ISO 8601, or milliseconds since 1970.');
const freeObject = z.record(z.string(), z.unknown());

const context = z
  .looseObject({
    traits: freeObject.optional().describe('Traits of the person, beside an event of any kind.'),
    externalIds: z
      .array(
        z.looseObject({
          id: identifier,
          type: z.string(),
          collection: z.string().optional(),
          encoding: z.string().optional(),
        }),
      )
      .optional()
      .describe('Ids that other systems gave the person.'),
    device: z.looseObject({ id: identifier.optional() }).optional(),
    direct: z.boolean().optional().describe("Asks that the caller's address be recorded in context.ip."),
  })
  .describe('Circumstances of the event.');

const eventFields = {
  messageId: z.string().max(MESSAGE_ID_LENGTH_MAX).optional().describe('Id of the event; a repeat of it is dropped.'),
  userId: identifier.nullish().describe("The person's id in your own database. This or anonymousId is required."),
  anonymousId: identifier.nullish().describe('Id of a browser or device.'),
  timestamp: time.optional().describe("When it happened, by the sender's clock; missing: when it was received."),
  sentAt: time.optional().describe('When it was sent, by the same clock; what it is wrong by is corrected.'),
  context: context.optional(),
  integrations: freeObject.optional().describe('Kept with the event; not acted upon yet.'),
  writeKey: z.string().optional().describe('Write key of the source, where there is no Authorization header.'),
};

const properties = freeObject.optional().describe('Anything about the event.');
const traits = freeObject.optional().describe('Facts; null removes one.');

/** Body of each single call. */
export const CALL_SHAPES = {
  identify: z.looseObject({ ...eventFields, traits }),
  track: z.looseObject({ ...eventFields, event: z.string().min(1).describe('What happened.'), properties }),
  page: z.looseObject({ ...eventFields, name: z.string().nullish(), category: z.string().nullish(), properties }),
  screen: z.looseObject({ ...eventFields, name: z.string().nullish(), category: z.string().nullish(), properties }),
  group: z.looseObject({ ...eventFields, groupId: identifier.describe('Id of the account.'), traits }),
  alias: z.looseObject({ ...eventFields, previousId: identifier.describe('The id so far.'), userId: identifier }),
};

/** Body of a batch. */
export const batchShape = z.looseObject({
  batch: z
    .array(z.looseObject({ type: z.enum(CALL_TYPES), ...eventFields }))
    .min(1)
    .max(BATCH_EVENTS_MAX)
    .describe('Single calls, each with its type.'),
  context: context.optional().describe('Circumstances of every event of the batch; an event’s own win.'),
  integrations: freeObject.optional(),
  sentAt: time.optional(),
  timestamp: time.optional(),
  writeKey: z.string().optional(),
});

const violation = { field: z.string(), reason: z.string() };

const rejectedShape = z
  .array(z.object({ index: z.int(), messageId: z.string().nullable(), ...violation }))
  .describe('Events that were not accepted, and why; each is kept as a dead letter.');

/** Answer to a single call that was accepted. */
export const successShape = z.object({ success: z.literal(true) });

/** Answer to a batch of which anything was accepted. */
export const batchSuccessShape = z.object({ success: z.literal(true), rejected: rejectedShape });

/** Any other answer. */
export const faultShape = z.object({
  code: z.enum(Object.keys(FAULTS) as [keyof typeof FAULTS]),
  message: z.string().describe('What was wrong and what to do.'),
  violations: z.array(z.object(violation)).describe('Every field that was wrong.'),
  rejected: rejectedShape.optional(),
});
