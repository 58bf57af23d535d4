import { randomUUID } from 'node:crypto';
import type { Registry } from '../registry/registry';

/** What every schema registry keeps. `makeSubject` gives a name that was never used. */
export function registryLaws(name: string, registry: Registry, makeSubject: () => string): void {
  describe(`${name}: a schema registry`, () => {
    it('has no versions of a subject that it never heard of, and lets any schema become its first', async () => {
      const subject = makeSubject();
      expect(await registry.versions(subject)).toEqual([]);
      expect(await registry.check(subject, order('one'))).toEqual([]);
    });

    it('gives back by id and by subject what was registered', async () => {
      const subject = makeSubject();
      const schema = order('one', { name: 'note', type: ['null', 'string'], default: null, doc: 'Kept as it is.' });
      const id = await registry.register(subject, schema);
      expect(await registry.schemaById(id)).toEqual(schema);
      expect(await registry.versions(subject)).toEqual([{ id, schema }]);
    });

    it('gives a schema one id, under however many subjects and however often it is registered', async () => {
      const schema = order('one');
      const subject = makeSubject();
      const ids = [];
      for (const name of [subject, makeSubject(), subject]) ids.push(await registry.register(name, schema));
      expect(new Set(ids).size).toBe(1);
      expect(await registry.versions(subject)).toHaveLength(1);
    });

    it('makes no new version of a schema whose attributes come in another order', async () => {
      const subject = makeSubject();
      const { type, name: title, ...rest } = order('one');
      const id = await registry.register(subject, { type, name: title, ...rest });
      expect(await registry.register(subject, { ...rest, name: title, type })).toBe(id);
    });

    it('takes a default that looks like JSON for the string that it is, also in later versions', async () => {
      const subject = makeSubject();
      await registry.setCompatibility(subject);
      const properties = { name: 'properties', type: 'string', default: '{}', doc: 'Such as "{}" or {}.' };
      const schemas = [order('one', properties), order('one', properties, grown('two'))];
      for (const schema of schemas) await registry.register(subject, schema);
      expect((await registry.versions(subject)).map(({ schema }) => schema)).toEqual(schemas);
      expect(await registry.check(subject, order('one', { ...properties, type: 'long', default: 0 }))).not.toEqual([]);
    });

    it('keeps every version, oldest first', async () => {
      const subject = makeSubject();
      await registry.setCompatibility(subject);
      const schemas = [order('one'), order('one', grown('two')), order('one', grown('two'), grown('three'))];
      for (const schema of schemas) await registry.register(subject, schema);
      expect((await registry.versions(subject)).map(({ schema }) => schema)).toEqual(schemas);
    });

    it('refuses what any earlier version cannot read or write, once compatibility is set', async () => {
      const subject = makeSubject();
      await registry.setCompatibility(subject);
      await registry.register(subject, order('one'));
      await registry.register(subject, order('one', grown('two')));
      const broken = order('one', { name: 'two', type: 'string' });
      expect(await registry.check(subject, broken)).not.toEqual([]);
      await expect(registry.register(subject, broken)).rejects.toMatchObject({ code: 'fatal' });
      expect(await registry.versions(subject)).toHaveLength(2);
      expect(await registry.check(subject, order('one', grown('three')))).toEqual([]);
    });

    it('has no schema of an id that it never gave', async () => {
      expect(await registry.schemaById(999_999_999)).toBeUndefined();
    });
  });
}

// A name of its own for each run: a registry knows for ever what it has seen.
const run = `Order${randomUUID().slice(0, 8)}`;

const order = (first: string, ...fields: object[]) => ({
  ...{ type: 'record', name: run, namespace: 'tutti', doc: 'An order.' },
  fields: [{ name: first, type: 'string' }, ...fields],
});

const grown = (name: string) => ({ name, type: 'long', default: 0 });
