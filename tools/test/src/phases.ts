import { checkOf } from './command';
import { jest } from './jest';
import type { Phase } from './phase';
import type { SharedStack } from './stack';

const check = (name: string, checks: string, ...args: readonly string[]): Phase => ({
  name,
  checks,
  byName: false,
  run: () => checkOf(...args),
});

const code = '<rootDir>/{libs,services,tools}';

/** All phases in the order they run: the quick ones first. */
export const phasesOn = (stack: SharedStack): readonly Phase[] => [
  check('contracts', 'generated code is what schemas/ say', 'dist/generate.js', '--check'),
  check('format', 'files have the form Prettier gives them', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'),
  check('types', 'types agree', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'),
  check('lint', 'boundaries, purity, limits and taste are kept', 'tools/lint/run.mjs'),
  {
    name: 'units',
    checks: 'rules hold, alone and in memory',
    byName: true,
    run: (names) => jest({ match: [`${code}/**/*.spec.ts`, '!**/*.int.spec.ts', '!**/tools/canary/**'], names }),
  },
  {
    name: 'canary',
    checks: 'lint reports what it must',
    byName: true,
    run: (names) => jest({ match: ['<rootDir>/tools/canary/**/*.spec.ts'], names }),
  },
  {
    name: 'integration',
    checks: 'adapters keep their promises on Kafka, registry and Redis',
    byName: true,
    run: (names) => stack.run({ match: [`${code}/**/*.int.spec.ts`], names }),
  },
  {
    name: 'e2e',
    checks: 'the platform does what it says',
    byName: true,
    run: (names) => stack.run({ match: ['<rootDir>/e2e/**/*.spec.ts'], names }),
  },
];
