import type { Plant } from '../plant';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const longFile = lines(251, () => '//');
const longFunction = `void function long() {\n${lines(39, (i) => `  void ${i};`)}\n};`;
const manyParameters = 'void ((a: 1, b: 1, c: 1, d: 1) => [a, b, c, d]);';
const branches = lines(10, (i) => `  if (n === ${i}) return ${i};`);
const complex = `void ((n: number) => {\n${branches}\n  return n;\n});`;

/** One more than is allowed. */
export const limitPlants: readonly Plant[] = [
  { name: 'a file of 251 lines', in: 'libs/runtime/src/stage', rule: 'max-lines', code: longFile },
  { name: 'a spec of 251 lines', in: 'libs/runtime/src/stage/long.spec.ts', rule: 'max-lines', code: longFile },
  { name: 'a function of 41 lines', in: 'libs/runtime/src/stage', rule: 'max-lines-per-function', code: longFunction },
  { name: 'a function of 4 parameters', in: 'libs/runtime/src/stage', rule: 'max-params', code: manyParameters },
  { name: 'a function of 11 ways', in: 'libs/runtime/src/stage', rule: 'complexity', code: complex },
];
