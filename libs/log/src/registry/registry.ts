import type { TopicName } from '@tutti/contracts';
import { incompatibilities, TOPICS, topicName } from '@tutti/contracts';

/** One version of a subject. Ids are global: the same id names the same schema under every subject. */
export interface RegisteredSchema {
  readonly id: number;
  readonly schema: object;
}

/**
 * A Confluent-compatible schema registry, as far as Tutti needs one. Everything rejects with `LogError`: `unavailable`
 * when the registry does not answer in time, `fatal` when it answers something that asking again will not change.
 */
export interface Registry {
  /** Requires `FULL_TRANSITIVE` of the subject from now on. Registries differ in what they require of a new one. */
  setCompatibility: (subject: string) => Promise<void>;
  /** Why the schema may not become a version of the subject; empty when it may. */
  check: (subject: string, schema: object) => Promise<readonly string[]>;
  /** Makes the schema a version of the subject, unless it is one, and returns its id. */
  register: (subject: string, schema: object) => Promise<number>;
  /** The schema of that id, or undefined. */
  schemaById: (id: number) => Promise<object | undefined>;
  /** Every version of the subject, oldest first; empty when there is no such subject. */
  versions: (subject: string) => Promise<readonly RegisteredSchema[]>;
}

/**
 * Subject of a topic's values: its full name and `-value`. Without a parameter a template such as `source.<name>` has a
 * subject of its own, so that the id of its schema can be found before there is any topic of it.
 */
export const subjectOf = (prefix: string, topic: TopicName, parameter?: string): string =>
  isTemplate(topic) && parameter === undefined
    ? `${prefix}.${topic}.v1-value`
    : `${topicName(prefix, topic, parameter)}-value`;

const isTemplate = (topic: TopicName): boolean => TOPICS[topic].template.includes('<');

/** Whether two schemas are the same text, whatever the order of their attributes. */
export const sameSchema = (one: unknown, other: unknown): boolean => sorted(one) === sorted(other);

const sorted = (schema: unknown): string =>
  JSON.stringify(schema, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Why two versions of a schema do not go together, as sentences. */
export const reasonsAgainst = (earlier: object, schema: object): string[] =>
  incompatibilities(earlier, schema).map(({ field, reason }) => (field === '' ? reason : `${field}: ${reason}`));
