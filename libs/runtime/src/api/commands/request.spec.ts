import { readCommand, roleFor } from './request';

const whole = { action: 'merge', identifiers: ['email:ada@example.com'], with: 'userId:1', why: 'ticket 17' };

const wrongWith = (body: unknown): readonly string[] => {
  const read = readCommand(body);
  return 'violations' in read ? read.violations.map(({ field, reason }) => `${field} ${reason}`) : [];
};

describe('a command', () => {
  it('is read with what may be left out filled in', () => {
    expect(readCommand(whole)).toEqual({ command: { ...whole, expectedVersion: undefined, dryRun: false } });
  });

  it('tells everything that is wrong with it at once', () => {
    expect(
      wrongWith({ action: 'marry', identifiers: [], why: ' ', expectedVersion: -1, dryRun: 'yes', whom: 'x' }),
    ).toEqual([
      'action must be one of merge, undo-merge, split, allow-link, erase',
      'identifiers must be a list of 1 to 50 identifiers, each written as type:value',
      'why must say why, in 1 to 500 characters: it stands in the audit trail',
      'expectedVersion must be the version of the profile that you saw',
      'dryRun must be true or false',
      'whom is unknown: a command has action, identifiers, with, why, expectedVersion, dryRun',
    ]);
  });

  it.each([undefined, null, 'merge', [], 7])('is no %j', (body) => {
    expect(wrongWith(body)).toEqual([
      'body must be a JSON object with action, identifiers, with, why, expectedVersion, dryRun',
    ]);
  });

  it.each([
    [{ ...whole, with: undefined }, 'with is missing: merge needs the other side, written as type:value'],
    [{ ...whole, action: 'erase' }, 'with must not be there: erase has one side'],
    [{ ...whole, identifiers: ['a', 'b'] }, 'identifiers must be exactly one: merge is about one person'],
    [{ action: 'split', identifiers: ['a', 'a'], why: 'w' }, 'identifiers must name each identifier once'],
  ])('has the sides that its action needs (%#)', (body, expected) => {
    expect(wrongWith(body)).toEqual([expected]);
  });

  it('needs a stronger role the more it does', () => {
    const roles = (['merge', 'undo-merge', 'split', 'allow-link', 'erase'] as const).map((action) => [
      roleFor({ action, dryRun: false }),
      roleFor({ action, dryRun: true }),
    ]);
    expect(roles).toEqual([...Array(4).fill(['operator', 'reader']), ['admin', 'reader']]);
  });
});
