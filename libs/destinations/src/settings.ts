import { z } from 'zod';

const REFERENCE = /\$\{\w+\}/;

/** Whether the setting at a path (`secrets.0`) is written with a `${NAME}`, so that its value is not known yet. */
export function isReference(settings: unknown, path: string): boolean {
  let value = settings;
  for (const name of path.split('.')) value = member(value, name);
  return typeof value === 'string' && REFERENCE.test(value);
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

/** The texts in those settings that are marked secret. */
export function secretsIn(config: z.ZodObject, settings: unknown): readonly string[] {
  return secretNames(config).flatMap((name) => texts(member(settings, name)));
}

/** Settings marked `.meta({ secret: true })`, also where the mark is inside an optional or defaulted one. */
const secretNames = (config: z.ZodObject): readonly string[] =>
  Object.entries(z.toJSONSchema(config, { io: 'input' }).properties ?? {})
    .filter(([, schema]) => member(schema, 'secret') === true)
    .map(([name]) => name);

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};
