import { restrictedSyntax } from './taste.mjs';

/** Projects tagged `pure`: the rules of the product. They neither look at the world nor touch it. */
export const pureFolders = ['libs/contracts/', 'libs/core/', 'libs/destinations/'];

const world = [
  ...['process', 'Buffer', 'global', 'globalThis', 'require', 'module', '__dirname', '__filename', 'navigator'],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'BroadcastChannel', 'MessageChannel', 'Worker'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'Promise', 'AbortController', 'AbortSignal', 'WeakRef', 'FinalizationRegistry'],
  ...['console', 'crypto', 'performance', 'Atomics', 'SharedArrayBuffer'],
];

const clockAndChance = [
  { object: 'Date', property: 'now' },
  { object: 'Math', property: 'random' },
];
const machineTimeZone = [
  ...['getTimezoneOffset', 'getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'getSeconds'],
  ...['setFullYear', 'setMonth', 'setDate', 'setHours', 'setMinutes', 'setSeconds', 'toDateString', 'toTimeString'],
];
const machineLocale = [
  ...['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'],
  ...['toLocaleLowerCase', 'toLocaleUpperCase'],
];

const now = 'A rule has no clock: time is `input.at`.';
const later = 'A rule answers at once: return an effect, and the runtime does the waiting.';
const impureSyntax = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: now },
  { selector: 'CallExpression[callee.name="Date"]', message: now },
  { selector: ':function[async=true]', message: later },
  { selector: 'AwaitExpression', message: later },
  { selector: 'ForOfStatement[await=true]', message: later },
  {
    selector: ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind="let"]',
    message: 'A rule remembers nothing between steps: put it into the state.',
  },
];

/** No built-ins (see `tutti/imports`), clock, chance, network, timers, output, waiting, time zone or locale. */
export const pureRules = {
  'no-restricted-globals': [
    'error',
    ...world.map((name) => ({ name, message: 'A pure project does not touch the world: take it as an input.' })),
  ],
  'no-restricted-properties': [
    'error',
    ...clockAndChance.map((it) => ({ ...it, message: 'Take it as an input: replay must see the same value.' })),
    ...machineTimeZone.map((property) => ({ property, message: 'Depends on the time zone of the machine; use UTC.' })),
    ...machineLocale.map((property) => ({ property, message: 'Depends on the language of the machine.' })),
  ],
  'no-restricted-syntax': ['error', ...restrictedSyntax, ...impureSyntax],
};
