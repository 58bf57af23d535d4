import { reasonOf, toldError } from './told';

const CANARY = 'canary@example.com';

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('an error as it is told', () => {
  it.each([
    ['bad JSON', () => JSON.parse(`{"email": ${CANARY}}`)],
    ['a bad number', () => BigInt(CANARY)],
    ['a bad escape', () => decodeURIComponent(`${CANARY}%`)],
  ])('does not quote what it stumbled over: %s', (_, run) => {
    const error = thrownBy(run);
    const wrapped = Object.assign(new Error('outer', { cause: error }), { command: { args: [CANARY] } });
    for (const one of [error, wrapped]) expect(JSON.stringify([reasonOf(one), toldError(one)])).not.toContain(CANARY);
  });

  it('does not take a line of what it says for a place', () => {
    const told = toldError(Object.assign(new Error(`saying\nat ${CANARY}`), { name: 'SyntaxError' }));
    expect(JSON.stringify(told)).not.toContain(CANARY);
    expect(told.stack[0]).toContain('told.spec.ts');
  });

  it('says what went wrong, where and why', () => {
    const told = toldError(Object.assign(new Error('reading\n it', { cause: new Error('away') }), { code: 'fatal' }));
    expect(told).toMatchObject({ type: 'Error', message: 'reading it', code: 'fatal', cause: { message: 'away' } });
    expect(told.stack[0]).toContain('told.spec.ts');
  });

  it('bears whatever can be thrown', () => {
    expect(toldError(CANARY)).toEqual({ type: 'string', message: expect.not.stringContaining(CANARY), stack: [] });
    const endless = new Error('again');
    endless.cause = endless;
    expect(JSON.stringify(toldError(endless)).length).toBeLessThan(20_000);
  });
});
