import { openInstance } from './settings';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes ok?').toString('base64')}`;
const instance = {
  instance: 'crm',
  destination: 'webhook',
  settings: { url: 'https://${HOST}/in', secrets: ['${SECRET}'] },
  allow: [],
};

describe('the settings of a destination instance', () => {
  it('are filled in from the environment of the sink', () => {
    const { secrets, limits } = openInstance(instance, { HOST: 'example.com', SECRET });
    expect(secrets).toEqual([SECRET]);
    expect(limits.batch).toBe(1);
  });

  it('are refused with the instance and everything that is wrong, and without any value', () => {
    const broken = { ...instance, settings: { ...instance.settings, uurl: 'hunter2', timeoutMs: 'hunter2' } };
    const open = (): unknown => openInstance(broken, { SECRET: 'hunter2' });
    expect(open).toThrow(/instance crm/);
    for (const part of ['HOST: not set', 'secrets.0: Expected whsec_', 'uurl', 'timeoutMs']) expect(open).toThrow(part);
    expect(open).not.toThrow('hunter2');
  });

  it('need a destination that exists', () => {
    expect(() => openInstance({ ...instance, destination: 'fax' }, {})).toThrow(
      'no destination "fax", only webhook, console',
    );
  });
});
