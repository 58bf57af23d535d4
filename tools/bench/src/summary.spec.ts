import { reportOf, verdictOf } from './report';
import { summaryOf } from './summary';

describe('the summary of several runs', () => {
  it('is median and spread of each value', () => {
    const summary = summaryOf([{ 'f5.rate': 10 }, { 'f5.rate': 30 }, { 'f5.rate': 20 }]);
    expect(summary.get('f5.rate')).toEqual({ median: 20, min: 10, max: 30, runs: 3 });
  });

  it('takes ratios inside a run, since all of a run had the same machine', () => {
    const quiet = { 'f0.rate': 100, 'plain.rate': 80, 'f2.rate': 60 };
    const noisy = { 'f0.rate': 10, 'plain.rate': 8, 'f2.rate': 6 };
    const summary = summaryOf([quiet, noisy]);
    expect(summary.get('f2.ofF0')).toMatchObject({ min: 0.6, max: 0.6 });
    expect(summary.get('f2.ofPlain')).toMatchObject({ median: 75 });
  });

  it('has no ratio to a rung that was not measured', () => {
    expect([...summaryOf([{ 'f2.rate': 60 }]).keys()]).toEqual(['f2.rate']);
  });
});

describe('the report', () => {
  const once = (median: number) => ({ median, min: median, max: median, runs: 1 });

  it.each([
    [{ least: 50 }, 50, 'met'],
    [{ least: 50 }, 49.9, 'missed'],
    [{ most: 0 }, 0, 'met'],
    [{ most: 0 }, 1, 'missed'],
    [undefined, 1, ''],
  ])('says of target %j and %d: %s', (target, measured, verdict) => {
    expect(verdictOf(target, once(measured))).toBe(verdict);
  });

  it('shows what was measured and nothing else', () => {
    const report = reportOf(summaryOf([{ 'f5.rate': 4_321.4, 'f5.cpu.kafka': 99.44, 'f5.lost': 0 }]));
    expect(report).toContain('4,321');
    expect(report).toMatch(/kafka +\| 99\.4/);
    expect(report).not.toContain('raw hop');
  });
});
