import type { Plant } from '../plant';

const service = 'services/sink/src';
const syntax = 'no-restricted-syntax';

const codes: Readonly<Record<string, readonly string[]>> = {
  eqeqeq: ['void ((a: unknown) => a == undefined);', 'void ((a: unknown) => a == null);'],
  'no-console': [`console.log('here');`],
  'no-debugger': ['debugger;'],
  'no-eval': [`eval('1');`],
  '@typescript-eslint/no-implied-eval': [`setTimeout('1', 1);`],
  'no-new-func': [`void new Function('return 1');`],
  'no-throw-literal': [`throw 'no';`],
  'no-var': ['var a = 1;\nvoid a;'],
  'no-warning-comments': ['// TODO: later', '// FIXME: later'],
  'prefer-const': ['let a = 1;\nvoid a;'],
  '@typescript-eslint/no-unused-vars': ['const unused = 1;', `import { join } from 'node:path';`],
  '@typescript-eslint/ban-ts-comment': ['// @ts-ignore\nvoid 1;', '// @ts-nocheck\nvoid 1;'],
  '@typescript-eslint/consistent-type-imports': [`import { Server } from 'node:net';\nexport type It = Server;`],
  '@typescript-eslint/no-explicit-any': ['export type It = any;'],
  '@typescript-eslint/no-require-imports': [`void require('node:net');`],
  '@typescript-eslint/no-floating-promises': ['const wait = async () => 1;\nwait();'],
  '@typescript-eslint/no-misused-promises': ['const wait = async () => true;\nif (wait()) void 1;'],
  '@typescript-eslint/await-thenable': ['void (async () => { await 1; });'],
  '@typescript-eslint/switch-exhaustiveness-check': [
    `void ((a: 'x' | 'y') => {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n  return 2;\n});`,
  ],
  [syntax]: [
    'export default 1;',
    'enum Colour { red }\nvoid Colour;',
    'function handleEvent() {}\nvoid handleEvent;',
    'const processBatch = () => 1;\nvoid processBatch;',
    'export interface StateManager { readonly a: 1 }',
    'export type StringUtils = string;',
    'export class RunnerBase {}',
  ],
};

/** Forms that no file of ours has, and comments that would let them pass. */
export const tastePlants: readonly Plant[] = [
  ...Object.entries(codes).flatMap(([rule, texts]) =>
    texts.map((code) => ({ name: `${code.split('\n')[0]}`, in: service, rule, code })),
  ),
  {
    name: 'a comment that switches a rule off',
    in: service,
    rule: 'no-console',
    code: `// eslint-disable-next-line no-console\nconsole.log('here');`,
  },
  {
    name: 'a file that switches all rules off',
    in: service,
    rule: 'no-console',
    code: `/* eslint-disable */\nconsole.log('here');`,
  },
  {
    name: 'a comment about rules, even one without effect',
    in: service,
    rule: 'inline-configuration',
    code: '/* eslint-disable no-console */\nvoid 1;',
    says: /noInlineConfig/,
  },
  {
    name: 'an export of a library without a doc comment',
    in: 'libs/runtime/src/stage',
    rule: 'tutti/documented-exports',
    code: '// not a doc comment\nexport const a = 1;',
  },
];
