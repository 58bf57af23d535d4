import { LogError } from '../ports';
import type { Registry, RegisteredSchema } from './registry';
import { reasonsAgainst, sameSchema } from './registry';

/** A registry for tests and single processes, with the rules of a real one. */
export function memoryRegistry(): Registry {
  const schemas: object[] = [];
  const subjects = new Map<string, readonly RegisteredSchema[]>();
  const strict = new Set<string>();
  const versionsOf = (subject: string): readonly RegisteredSchema[] => subjects.get(subject) ?? [];
  const reasons = (subject: string, schema: object): string[] =>
    strict.has(subject) ? versionsOf(subject).flatMap((version) => reasonsAgainst(version.schema, schema)) : [];
  const idOf = (schema: object): number => {
    const known = schemas.findIndex((other) => sameSchema(other, schema));
    return known < 0 ? schemas.push(schema) : known + 1;
  };
  const register = (subject: string, schema: object): number => {
    const [reason] = reasons(subject, schema);
    if (reason !== undefined) throw new LogError('fatal', `registering ${subject}: ${reason}`);
    const id = idOf(schema);
    if (versionsOf(subject).some((version) => version.id === id)) return id;
    subjects.set(subject, [...versionsOf(subject), { id, schema }]);
    return id;
  };
  return {
    setCompatibility: (subject) => Promise.resolve(void strict.add(subject)),
    check: (subject, schema) => Promise.resolve(reasons(subject, schema)),
    register: async (subject, schema) => Promise.resolve(register(subject, structuredClone(schema))),
    schemaById: (id) => Promise.resolve(schemas[id - 1]),
    versions: (subject) => Promise.resolve(versionsOf(subject)),
  };
}
