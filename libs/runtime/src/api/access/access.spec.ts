import type { ApiKey } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { silentLogger } from '../../logger';
import type { TestPlatform } from '../../stage/test-platform';
import { testPlatform } from '../../stage/test-platform';
import type { Admit, Role } from './access';
import { admission } from './access';

const KEYS: readonly ApiKey[] = [
  { name: 'looking', key: 'look-key', role: 'reader' },
  { name: 'support', key: '${SUPPORT_KEY}', role: 'operator' },
  { name: 'boss', key: 'boss-key', role: 'admin' },
  { name: 'nobody', key: '${NOT_SET}', role: 'admin' },
];

describe('access to the api', () => {
  let platform: TestPlatform;
  beforeEach(async () => (platform = await testPlatform()));
  afterEach(() => platform.close());

  const admitWith = async (keys: readonly ApiKey[]): Promise<Admit> => {
    if (keys.length > 0) await platform.publish({ ...EMPTY_WORKSPACE, keys });
    const { config, settings } = platform;
    const environment = { ...settings.environment, SUPPORT_KEY: 'support-key' };
    return admission({ config, logger: silentLogger(), settings: { ...settings, environment } });
  };

  const codeOf = (admit: Admit, authorization: string | undefined, role: Role): string => {
    const answer = admit(authorization, role);
    return 'refusal' in answer ? `${answer.refusal.status} ${answer.refusal.code}` : answer.caller.name;
  };

  it('has each role do what those before it do, and no more', async () => {
    const admit = await admitWith(KEYS);
    const table = ['look-key', 'support-key', 'boss-key'].map((key) =>
      (['reader', 'operator', 'admin'] as const).map((role) => codeOf(admit, `Bearer ${key}`, role)),
    );
    expect(table).toEqual([
      ['looking', '403 weak-key', '403 weak-key'],
      ['support', 'support', '403 weak-key'],
      ['boss', 'boss', 'boss'],
    ]);
  });

  it.each([
    [undefined, '401 no-key'],
    ['', '401 no-key'],
    ['Bearer', '401 no-key'],
    ['Basic bG9vay1rZXk6', '401 no-key'],
    ['Bearer wrong', '401 unknown-key'],
    ['Bearer ${NOT_SET}', '401 unknown-key'],
    ['Bearer undefined', '401 unknown-key'],
    ['bearer  look-key ', 'looking'],
  ])('is decided by the header %j: %s', async (authorization, expected) => {
    expect(codeOf(await admitWith(KEYS), authorization, 'reader')).toBe(expected);
  });

  it('is refused to everybody where no key is configured, and says how to configure one', async () => {
    const answer = (await admitWith([]))('Bearer anything', 'reader');
    expect('refusal' in answer && answer.refusal).toMatchObject({ status: 401, code: 'no-keys' });
    expect('refusal' in answer && answer.refusal.message).toContain('role: operator');
  });

  it('tells a key with a weak role which one is needed, and never a key', async () => {
    const answer = (await admitWith(KEYS))('Bearer support-key', 'admin');
    const message = 'refusal' in answer ? answer.refusal.message : '';
    expect(message).toBe(
      'The key support has the role operator; this needs admin. ' +
        'Ask somebody who has one, or change its role under keys: in the workspace.',
    );
  });

  it('follows the revision in force', async () => {
    const admit = await admitWith(KEYS);
    expect(codeOf(admit, 'Bearer boss-key', 'admin')).toBe('boss');
    await platform.publish({ ...EMPTY_WORKSPACE, keys: KEYS.slice(0, 2) });
    expect(codeOf(admit, 'Bearer boss-key', 'admin')).toBe('401 unknown-key');
  });
});
