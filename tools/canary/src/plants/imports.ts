import type { Plant } from '../plant';

const imports = 'tutti/imports';
const importing = (name: string) => `import * as it from '${name}';\nvoid it;\n`;

const elsewhere: readonly (readonly [from: string, to: string])[] = [
  ['libs/core/segment/src', 'kafkajs'],
  ['libs/core/segment/src', '@nestjs/common'],
  ['libs/destinations/src/webhook', 'undici'],
  ['libs/runtime/src/stage', 'kafkajs'],
  ['libs/runtime/src/stage', 'ioredis'],
  ['libs/runtime/src/stage', '@kafkajs/confluent-schema-registry'],
  ['libs/log/src', 'kafkajs'],
  ['libs/log/src/memory', 'kafkajs'],
  ['libs/log/src/kafkajs', 'ioredis'],
  ['libs/log/src/redis', '@kafkajs/confluent-schema-registry'],
  ['services/sink/src', 'kafkajs'],
  ['tools/cli/src', 'ioredis'],
];

const builtins: readonly (readonly [from: string, to: string])[] = [
  ['libs/core/identity/src', 'node:crypto'],
  ['libs/core/identity/src', 'crypto'],
  ['libs/core/identity/src', 'fs/promises'],
  ['libs/contracts/src', 'node:buffer'],
  ['libs/destinations/src/webhook', 'node:https'],
];

const sibling = (name: string, code: string): Plant => ({
  name,
  in: 'libs/core/segment/src',
  rule: imports,
  code,
  says: /do not import each other/,
});

const forms = {
  'a re-export': `export { Kafka } from 'kafkajs';`,
  'a re-export of everything': `export * from 'kafkajs';`,
  'a type': `import type { Kafka } from 'kafkajs';\nexport type It = Kafka;`,
  'an import in a type': `export type It = import('kafkajs').Kafka;`,
  'an import at run time': `void import('kafkajs');`,
  'a require': `void require('kafkajs');`,
  'an import by require': `import kafkajs = require('kafkajs');\nvoid kafkajs;`,
  'a part of a package': `import it from 'kafkajs/src/consumer';\nvoid it;`,
};

/** Packages outside their place, built-ins in pure projects, and folders of core that know each other. */
export const importPlants: readonly Plant[] = [
  ...elsewhere.map(([from, to]) => ({
    name: `${from} imports ${to}`,
    in: from,
    rule: imports,
    code: importing(to),
    says: /may be imported in/,
  })),
  ...builtins.map(([from, to]) => ({
    name: `${from} imports ${to}`,
    in: from,
    rule: imports,
    code: importing(to),
    says: /does not touch the world/,
  })),
  ...Object.entries(forms).map(([form, code]) => ({
    name: `${form} counts`,
    in: 'libs/runtime/src/stage',
    rule: imports,
    code,
  })),
  {
    name: 'a package that only others depend on',
    in: 'libs/runtime/src/stage',
    rule: imports,
    code: importing('semver'),
    says: /has no row/,
  },
  sibling('a core imports another core', `import { nothing } from '@tutti/core/identity';\nvoid nothing;\n`),
  sibling(
    'a core imports a type of another core',
    `import type { nothing } from '@tutti/core/identity';\nexport type It = typeof nothing;\n`,
  ),
  sibling(
    'a core imports more than types of the workspace',
    `import { nothing } from '@tutti/core/workspace';\nvoid nothing;\n`,
  ),
  sibling(
    'a core reaches into another by relative path',
    `import { nothing } from '../../stage/src';\nvoid nothing;\n`,
  ),
  {
    name: 'a project imports itself by its alias',
    in: 'libs/log/src/memory',
    rule: imports,
    code: `import { nothing } from '@tutti/log';\nvoid nothing;\n`,
    says: /relative path/,
  },
];
