import type { Plant } from '../plant';

const plant =
  (rule: string) =>
  (code: string): Plant => ({
    name: `a core says ${code.split('\n')[0]}`,
    in: 'libs/core/profile/src',
    rule,
    code,
  });

const globals = [
  `void process.env['HOME'];`,
  `void fetch('http://localhost');`,
  `console.log('here');`,
  `setTimeout(() => undefined, 1);`,
  `setInterval(() => undefined, 1);`,
  `setImmediate(() => undefined);`,
  `queueMicrotask(() => undefined);`,
  `void crypto.randomUUID();`,
  `void performance.now();`,
  `void Buffer.from('a');`,
  `void Promise.resolve(1);`,
  `void globalThis.process;`,
  `void global.process;`,
  `void AbortSignal.timeout(1);`,
  `void new WebSocket('ws://localhost');`,
].map(plant('no-restricted-globals'));

const properties = [
  `void Date.now();`,
  `void Date['now']();`,
  `const { now } = Date;\nvoid now;`,
  `void Math.random();`,
  `void new Date(0).getHours();`,
  `void new Date(0).getTimezoneOffset();`,
  `void (1).toLocaleString();`,
  `void 'a'.localeCompare('b');`,
].map(plant('no-restricted-properties'));

const syntax = [
  `void new Date();`,
  `void Date();`,
  `void (async () => 1);`,
  `async function wait() {\n  await undefined;\n}\nvoid wait;`,
  `async function* many() {\n  yield 1;\n}\nvoid many;`,
  `void { async read() {} };`,
  `let seen = 0;\nseen += 1;`,
  `export let count = 0;\ncount += 1;`,
].map(plant('no-restricted-syntax'));

/** A core that looks at the world, or touches it. */
export const purityPlants: readonly Plant[] = [
  ...globals,
  ...properties,
  ...syntax,
  {
    ...plant('no-restricted-globals')('void process.pid;'),
    name: 'contracts touch the world',
    in: 'libs/contracts/src',
  },
  {
    ...plant('no-restricted-syntax')('void new Date();'),
    name: 'a destination asks the time',
    in: 'libs/destinations/src/webhook',
  },
];
