/** Largest event, as JSON or as what is kept of it, in bytes. */
export const EVENT_BYTES_MAX = 32 * 1024;

/** Events of one batch that are looked at; those after them are refused. */
export const BATCH_EVENTS_MAX = 2_500;

/** A batch longer than this is refused as a whole: listing each of its events would cost more than it is worth. */
export const BATCH_LENGTH_MAX = 2 * BATCH_EVENTS_MAX;

/** What a batch says once for all its events (context and integrations), in bytes of JSON. It is copied to each of them. */
export const BATCH_DEFAULTS_BYTES_MAX = 8 * 1024;

/** Nesting of an event, itself included. */
export const JSON_DEPTH_MAX = 32;

/** Named values in one event, at all levels together. */
export const PROPERTIES_MAX = 10_000;

/** Characters of a messageId. */
export const MESSAGE_ID_LENGTH_MAX = 100;

/** Characters of an identifier. */
export const IDENTIFIER_LENGTH_MAX = 256;

/** Characters of the type of an external id. */
export const IDENTIFIER_TYPE_LENGTH_MAX = 64;

/** Identifiers named on one event. */
export const IDENTIFIERS_MAX = 20;
