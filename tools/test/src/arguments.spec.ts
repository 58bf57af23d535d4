import { readArguments } from './arguments';
import type { Phase } from './phase';

const phase = (name: string, byName: boolean): Phase => ({ name, checks: '', byName, run: () => Promise.reject() });
const phases = [phase('lint', false), phase('units', true)];
const namesOf = (...args: string[]) => {
  const asked = readArguments(args, phases);
  return 'problem' in asked ? asked.problem : asked.phases.map(({ name }) => name);
};

test('without arguments every phase runs', () => {
  expect(namesOf()).toEqual(['lint', 'units']);
});

test('names leave out the phases that they cannot narrow down', () => {
  expect(namesOf('segment')).toEqual(['units']);
});

test('--only runs the phases it names', () => {
  expect(namesOf('--only', 'lint')).toEqual(['lint']);
  expect(namesOf('--only', 'lint', '--only', 'units')).toEqual(['lint', 'units']);
});

test('a phase that does not exist is refused, with those that do', () => {
  expect(namesOf('--only', 'lnt')).toBe('no phase lnt; there are lint, units');
});

test('an option that does not exist is refused', () => {
  expect(namesOf('--fast')).toMatch(/--fast/);
});
