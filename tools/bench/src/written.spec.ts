import { withMeasured } from './written';

describe('the page', () => {
  it('gets what was measured at its end, and next time in the same place', () => {
    const first = withMeasured('# Benchmarks\n\nWords.\n', '| first |');
    expect(first.startsWith('# Benchmarks\n\nWords.\n')).toBe(true);
    const second = withMeasured(`${first}\nMore words.\n`, '| second |\n');
    expect(second).toContain('| second |');
    expect(second).not.toContain('| first |');
    expect(second.endsWith('More words.\n')).toBe(true);
    expect(withMeasured(second, '| second |')).toBe(second);
  });
});
