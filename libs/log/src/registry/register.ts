import type { TopicName } from '@tutti/contracts';
import { SCHEMAS } from '@tutti/contracts';
import type { Registry } from './registry';
import { reasonsAgainst, subjectOf } from './registry';

/** A subject that refuses the schema of this release, and what is in the way. */
export interface RefusedSchema {
  readonly subject: string;
  readonly reasons: readonly string[];
}

/** Nothing is registered while anything is refused. */
export type Registration =
  | { readonly kind: 'registered'; readonly ids: ReadonlyMap<string, number> }
  | { readonly kind: 'incompatible'; readonly refused: readonly RefusedSchema[] };

/** Instances of the topics whose name is a template, such as `{ source: ['shop'] }`. */
export type TopicParameters = Readonly<Partial<Record<TopicName, readonly string[]>>>;

/**
 * Registers the schema of every topic under `<full topic name>-value`, as `FULL_TRANSITIVE`. Template topics are
 * registered under the name of the template and for each of `parameters`. Harmless to repeat. Ids are by subject.
 */
export function registerSchemas(
  registry: Registry,
  prefix: string,
  parameters: TopicParameters = {},
): Promise<Registration> {
  const names = Object.keys(SCHEMAS) as TopicName[];
  return registerAll(
    registry,
    names.flatMap((topic) => [
      { subject: subjectOf(prefix, topic), schema: SCHEMAS[topic] },
      ...(parameters[topic] ?? []).map((name) => ({ subject: subjectOf(prefix, topic, name), schema: SCHEMAS[topic] })),
    ]),
  );
}

/** The same for one instance of a template topic, when it comes up later. */
export const registerTopic = (
  registry: Registry,
  { prefix, topic, parameter }: { readonly prefix: string; readonly topic: TopicName; readonly parameter: string },
): Promise<Registration> =>
  registerAll(registry, [{ subject: subjectOf(prefix, topic, parameter), schema: SCHEMAS[topic] }]);

interface Wanted {
  readonly subject: string;
  readonly schema: object;
}

async function registerAll(registry: Registry, wanted: readonly Wanted[]): Promise<Registration> {
  const checks = await Promise.all(wanted.map((one) => checked(registry, one)));
  const refused = checks.filter(({ reasons }) => reasons.length > 0);
  if (refused.length > 0) return { kind: 'incompatible', refused };
  const ids = new Map<string, number>();
  // One after the other, so that a registry that is used for the first time numbers them in a fixed order.
  for (const { subject, schema } of wanted) ids.set(subject, await registry.register(subject, schema));
  return { kind: 'registered', ids };
}

async function checked(registry: Registry, { subject, schema }: Wanted): Promise<RefusedSchema> {
  await registry.setCompatibility(subject);
  const refusal = await registry.check(subject, schema);
  if (refusal.length === 0) return { subject, reasons: [] };
  // Our own reasons name the field, which not every registry does.
  const reasons = (await registry.versions(subject)).flatMap((version) => reasonsAgainst(version.schema, schema));
  return { subject, reasons: reasons.length > 0 ? [...new Set(reasons)] : refusal };
}
