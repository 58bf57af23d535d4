import type { TopicName } from '@tutti/contracts';
import { SCHEMAS } from '@tutti/contracts';
import { registryLaws } from '../laws/registry';
import { memoryRegistry } from './memory';
import { registerSchemas, registerTopic } from './register';

let subjects = 0;
registryLaws('memory', memoryRegistry(), () => `subject-${subjects++}`);

describe('registering the schemas of a release', () => {
  it('puts each topic under its full name, and templates under their own name and each given instance', async () => {
    const registry = memoryRegistry();
    const registration = await registerSchemas(registry, 'acme', { source: ['shop'], 'destination.state': ['crm'] });
    if (registration.kind !== 'registered') throw new Error('refused');
    const { ids } = registration;
    expect([...ids.keys()]).toEqual(
      expect.arrayContaining([
        'acme.profile.in.v1-value',
        'acme.source.shop.v1-value',
        'acme.destination.crm.state.v1-value',
      ]),
    );
    expect(ids.size).toBe(Object.keys(SCHEMAS).length + 2);
    for (const [subject, id] of ids)
      expect((await registry.versions(subject)).map((version) => version.id)).toEqual([id]);
    expect(ids.get('acme.source.shop.v1-value')).toBe(ids.get('acme.source.v1-value'));
  });

  it('changes nothing when it is repeated, and one more instance may follow', async () => {
    const registry = memoryRegistry();
    const first = await registerSchemas(registry, 'acme');
    expect(await registerSchemas(registry, 'acme')).toEqual(first);
    const more = await registerTopic(registry, { prefix: 'acme', topic: 'source', parameter: 'app' });
    expect(more).toMatchObject({ kind: 'registered' });
    expect(await registry.versions('acme.source.app.v1-value')).toHaveLength(1);
  });

  it('registers nothing while a subject refuses, and says which field is in the way', async () => {
    const registry = memoryRegistry();
    const { fields } = SCHEMAS.config as { readonly fields: readonly { readonly name: string }[] };
    const changed = fields.map((field) => (field.name === 'by' ? { ...field, type: 'long' } : field));
    await registry.register('acme.config.v1-value', { ...SCHEMAS.config, fields: changed });
    expect(await registerSchemas(registry, 'acme')).toEqual({
      kind: 'incompatible',
      refused: [{ subject: 'acme.config.v1-value', reasons: ['by: type changed from long to string'] }],
    });
    for (const topic of ['updates', 'profiles'] satisfies TopicName[]) {
      expect(await registry.versions(`acme.${topic}.v1-value`)).toEqual([]);
    }
  });
});
