/** What is allowed next to what is forbidden: none of these may be reported. */
export const innocent: Readonly<Record<string, string>> = {
  'libs/core/segment/src/innocent.ts': [
    `import type { nothing as type } from '@tutti/core/workspace';`,
    `import { nothing } from '@tutti/core/stage';`,
    `import { nothing as contract } from '@tutti/contracts';`,
    `import { parse } from '@marcbachmann/cel-js';`,
    `import { within } from './within';`,
    `/** Time comes from outside, and is read in UTC. */`,
    `export const hour = (at: number): number => new Date(at).getUTCHours();`,
    `/** Nothing. */`,
    `export const all: readonly unknown[] = [nothing, contract, parse, within] satisfies readonly (typeof type | unknown)[];`,
  ].join('\n'),
  'libs/core/segment/src/within.ts': `/** Nothing. */\nexport const within = 1;\n`,
  'libs/core/segment/src/innocent.spec.ts': [
    `import { readFileSync } from 'node:fs';`,
    `import fc from 'fast-check';`,
    `import { nothing } from '@tutti/testing';`,
    `test('a spec may look at the world', async () => {`,
    `  await Promise.resolve(nothing);`,
    `  expect([readFileSync, fc, Date.now()]).toHaveLength(3);`,
    `});`,
  ].join('\n'),
  'libs/log/src/kafkajs/innocent.ts': `import { Kafka } from 'kafkajs';\nvoid Kafka;\n`,
  'libs/runtime/src/stage/innocent.ts': [
    `import { setTimeout as wait } from 'node:timers/promises';`,
    `import { nothing } from '@tutti/contracts';`,
    `/** Waits. */`,
    `export const pause = async (ms: number): Promise<void> => wait(ms, nothing);`,
  ].join('\n'),
  'libs/testing/src/innocent.ts': `import { nothing } from '@tutti/runtime';\nimport { nothing as log } from '@tutti/log';\nvoid [nothing, log];\n`,
  'services/api/src/innocent.ts': `import { nothing } from '@tutti/runtime';\nvoid nothing;\n`,
  'e2e/innocent.spec.ts': `import { nothing } from '@tutti/testing';\nvoid nothing;\n`,
};
