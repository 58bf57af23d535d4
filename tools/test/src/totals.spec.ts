import { outcomeOf } from './jest';
import type { Outcome, Result } from './phase';
import { closingLine } from './report';

const ended = (outcome: Partial<Outcome>): Result => ({
  name: 'units',
  seconds: 1,
  outcome: { passed: 0, failed: 0, skipped: 0, needs: [], output: '', ...outcome },
});

const assertion = (status: string, fullName: string) => ({ status, fullName });
const written = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    { assertionResults: [assertion('pending', 'browser (skipped: needs chromium) sends'), assertion('passed', 'a')] },
    { assertionResults: [assertion('pending', 'browser (skipped: needs chromium) retries')] },
  ],
};

describe('the closing line', () => {
  test('adds up all phases', () => {
    expect(closingLine([ended({ passed: 2 }), ended({ passed: 3, failed: 1 })])).toBe('5 passed, 1 failed');
  });

  test('speaks of skipped tests only if there are any', () => {
    expect(closingLine([ended({ passed: 2, skipped: 4 })])).toBe('2 passed, 0 failed, 4 skipped');
  });
});

describe('a run of Jest', () => {
  test('counts a file that could not be loaded as a failure', () => {
    expect(outcomeOf(written, 1, '')).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
  });

  test('says which tool was missing, and for how many tests', () => {
    expect(outcomeOf(written, 1, '').needs).toEqual(['skipped: needs chromium (2 tests)']);
  });

  test('has failed when it ended badly, whatever it wrote', () => {
    expect(outcomeOf({ ...written, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }, 1, '').failed).toBe(1);
    expect(outcomeOf(undefined, 1, '').failed).toBe(1);
  });
});
