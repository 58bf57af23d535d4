import { randomUUID } from 'node:crypto';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { describeWith } from '@tutti/testing';
import { registryLaws } from '../laws/registry';
import { confluentRegistry } from './confluent';
import { registerSchemas } from './register';
import { wireCodec } from './wire-codec';

const url = process.env['TUTTI_REGISTRY_URL'] ?? '';
const config = { revision: 1, workspace: '{}', hash: 'h', secret: 's', by: 'ada', at: 5 };

describeWith(['stack'], 'a registry behind the Confluent API', () => {
  const run = `t${randomUUID().slice(0, 8)}`;
  const registry = confluentRegistry({ url });
  let subjects = 0;

  afterAll(async () => {
    const all = (await (await fetch(`${url}/subjects`)).json()) as string[];
    for (const subject of all.filter((name) => name.startsWith(run))) {
      await fetch(`${url}/subjects/${subject}`, { method: 'DELETE' });
      await fetch(`${url}/subjects/${subject}?permanent=true`, { method: 'DELETE' });
    }
  });

  registryLaws('Confluent API', registry, () => `${run}.subject-${subjects++}`);

  it('takes every schema of this release, as FULL_TRANSITIVE, and takes them again', async () => {
    const first = await registerSchemas(registry, run, { source: ['shop'], 'destination.state': ['webhook', 'crm'] });
    expect(first).toMatchObject({ kind: 'registered' });
    expect(await registerSchemas(registry, run, { source: ['shop'], 'destination.state': ['webhook', 'crm'] })).toEqual(
      first,
    );
    const level: unknown = await (await fetch(`${url}/config/${run}.updates.v1-value`)).json();
    expect(level).toMatchObject({ compatibilityLevel: 'FULL_TRANSITIVE' });
  });

  it('says which field of which subject is in the way', async () => {
    const prefix = `${run}b`;
    const schema = {
      type: 'record',
      name: 'ConfigRecord',
      namespace: 'tutti',
      fields: [{ name: 'revision', type: 'string' }],
    };
    await registry.register(`${prefix}.config.v1-value`, schema);
    const registration = await registerSchemas(registry, prefix);
    expect(registration).toMatchObject({ kind: 'incompatible', refused: [{ subject: `${prefix}.config.v1-value` }] });
    expect(JSON.stringify(registration)).toContain('revision: type changed from string to long');
  });

  it('lets a client that is not ours read what we write, and write what we read', async () => {
    const prefix = `${run}c`;
    await registerSchemas(registry, prefix);
    const wire = await wireCodec({ registry, prefix, strict: true });
    const theirs = new SchemaRegistry({ host: url });
    expect(await theirs.decode(wire.encode('config', config))).toEqual(config);
    const id = await theirs.getLatestSchemaId(`${prefix}.config.v1-value`);
    expect(wire.decode('config', await theirs.encode(id, config))).toEqual(config);
  });

  it('rejects unavailable when nobody answers', async () => {
    const nobody = confluentRegistry({ url: 'http://127.0.0.1:9', requestMsMax: 500 });
    await expect(nobody.versions('x')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('rejects fatal when somebody else answers', async () => {
    const elsewhere = confluentRegistry({ url: new URL('/nowhere', url).href });
    await expect(elsewhere.versions('x')).rejects.toMatchObject({ code: 'fatal' });
    await expect(elsewhere.setCompatibility('x')).rejects.toMatchObject({ code: 'fatal' });
  });
});
