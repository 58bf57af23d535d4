import type { Plant } from '../plant';

const boundary = '@nx/enforce-module-boundaries';
const importing = (name: string) => `import { nothing } from '${name}';\nvoid nothing;\n`;

const wrongTag = /can only depend on libs tagged/;
const tags: readonly (readonly [from: string, to: string])[] = [
  ['libs/contracts/src', '@tutti/log'],
  ['libs/core/segment/src', '@tutti/log'],
  ['libs/core/segment/src', '@tutti/runtime'],
  ['libs/core/segment/src', '@tutti/testing'],
  ['libs/destinations/src/webhook', '@tutti/runtime'],
  ['libs/destinations/src/webhook', '@tutti/testing'],
  ['libs/log/src/memory', '@tutti/testing'],
  ['libs/runtime/src/stage', '@tutti/testing'],
  ['services/api/src', '@tutti/testing'],
  ['tools/cli/src', '@tutti/testing'],
];

/** Imports from one project to another that the tags forbid. */
export const boundaryPlants: readonly Plant[] = [
  ...tags.map(([from, to]) => ({
    name: `${from} imports ${to}`,
    in: from,
    rule: boundary,
    code: importing(to),
    says: wrongTag,
  })),
  {
    name: 'a project without a tag imports a library',
    in: 'libs/untagged/src',
    rule: boundary,
    code: importing('@tutti/contracts'),
    says: /without tags/,
  },
  {
    name: 'a service imports another service',
    in: 'services/api/src',
    rule: boundary,
    code: importing('../../ingest/src/main'),
    says: /relative or absolute path/,
  },
  {
    name: 'a service imports another service through an alias',
    in: 'services/api/src',
    rule: boundary,
    code: importing('@tutti/planted-service'),
    says: /Imports of apps are forbidden/,
  },
  {
    name: 'a library imports a tool',
    in: 'libs/runtime/src/shell',
    rule: boundary,
    code: importing('../../../../tools/cli/src/main'),
    says: /relative or absolute path/,
  },
  {
    name: 'a library reaches into another by relative path',
    in: 'libs/runtime/src/shell',
    rule: boundary,
    code: importing('../../../log/src'),
    says: /relative or absolute path/,
  },
  {
    name: 'a spec of a core imports the runtime',
    in: 'libs/core/segment/src/planted.spec.ts',
    rule: boundary,
    code: importing('@tutti/runtime'),
    says: wrongTag,
  },
];

/** Two projects that import each other; in a workspace of their own, since a circle hides what else is wrong in it. */
export const circlePlants: readonly Plant[] = [
  ['libs/log/src/memory', '@tutti/runtime'] as const,
  ['libs/runtime/src/shell', '@tutti/log'] as const,
].map(([from, to]) => ({
  name: `${from} imports ${to}, and the other way round`,
  in: from,
  rule: boundary,
  code: importing(to),
  says: /Circular dependency/,
}));
