import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { boundaries } from './boundaries.mjs';
import { exceptionsOf } from './exceptions.mjs';
import { limits, specLimits } from './limits.mjs';
import { tutti } from './plugin.mjs';
import { pureFolders, pureRules } from './purity.mjs';
import { declarationRules, javascriptRules, typescriptRules } from './taste.mjs';

const specs = ['**/*.spec.ts'];
const laws = ['libs/*/src/laws/*.ts', 'libs/testing/src/*-laws.ts'];
const declarations = ['**/*.d.ts'];

/**
 * The flat configuration. `dependencies` says who may import which package, `exceptions` which file is let off which
 * rule, both with a reason. Comments in the code cannot switch a rule off.
 */
export const lintConfig = ({ root, dependencies, exceptions }) => [
  { ignores: ['**/node_modules/', '**/dist/', '.nx/', '.tutti/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['**/*.{ts,mjs,cjs}'],
    plugins: { '@nx': nx, '@typescript-eslint': tseslint.plugin, tutti },
    languageOptions: { parser: tseslint.parser },
    rules: { ...javascriptRules, ...limits, 'tutti/imports': ['error', { dependencies, pureFolders }] },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: { ...typescriptRules, ...boundaries({ test: false }) },
  },
  { files: ['libs/**/*.ts'], ignores: specs, rules: { 'tutti/documented-exports': 'error' } },
  { files: pureFolders.map((folder) => `${folder}**/*.ts`), ignores: specs, rules: pureRules },
  { files: specs, rules: boundaries({ test: true }) },
  { files: [...specs, ...laws], rules: specLimits },
  { files: declarations, rules: declarationRules },
  ...exceptionsOf(exceptions),
];
