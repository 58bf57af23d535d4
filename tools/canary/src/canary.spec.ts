import { innocent } from './innocent';
import type { Plant } from './plant';
import { fileOf } from './plant';
import { boundaryPlants, circlePlants } from './plants/boundaries';
import { importPlants } from './plants/imports';
import { limitPlants } from './plants/limits';
import { purityPlants } from './plants/purity';
import { tastePlants } from './plants/taste';
import type { Finding, Workspace } from './workspace';
import { plant } from './workspace';

const plants = withFiles([...boundaryPlants, ...importPlants, ...purityPlants, ...limitPlants, ...tastePlants]);
const circle = withFiles(circlePlants);

const nothing = '/** Nothing. */\nexport const nothing = 1;\n';
const projects = [
  ...['contracts', 'destinations', 'log', 'runtime', 'testing'].map((name) => `libs/${name}/src/index.ts`),
  ...['stage', 'workspace', 'identity'].map((name) => `libs/core/${name}/src/index.ts`),
  ...['services/ingest/src/main.ts', 'tools/cli/src/main.ts'],
];

let workspace: Workspace;
let findings: ReadonlyMap<string, readonly Finding[]>;

beforeAll(() => {
  workspace = plant(
    new Map([
      ['libs/untagged/project.json', '{ "name": "untagged" }'],
      ...projects.map((file) => [file, nothing] as const),
      ...Object.entries(innocent),
      ...plants.map(({ file, code }) => [file, code] as const),
    ]),
  );
  findings = workspace.lint();
}, 300_000);

afterAll(() => workspace.remove());

describe('lint reports', () => {
  test.each(plants)('$rule: $name', ({ file, rule, says = /./ }) => {
    expect(findings.get(file)).toContainEqual({ rule, message: expect.stringMatching(says) });
  });

  test('projects that import each other', () => {
    const files = [
      ...projects.map((file) => [file, nothing] as const),
      ...circle.map(({ file, code }) => [file, code] as const),
    ];
    const circular = plant(new Map(files));
    const reported = circular.lint();
    circular.remove();
    for (const { file, rule, says } of circle)
      expect(reported.get(file)).toContainEqual({ rule, message: expect.stringMatching(says ?? /./) });
  }, 300_000);
});

describe('lint lets pass', () => {
  test.each(Object.keys(innocent))('%s', (file) => {
    expect(findings.get(file)).toEqual([]);
  });
});

test('every rule that is switched on has a plant', () => {
  const planted = new Set(plants.map(({ rule }) => rule));
  const switchedOn = workspace.rulesFor('libs/core/segment/src/innocent.ts');
  expect(switchedOn.filter((rule) => !planted.has(rule))).toEqual([]);
}, 300_000);

function withFiles(list: readonly Plant[]): readonly (Plant & { readonly file: string })[] {
  return list.map((it, i) => ({ ...it, file: fileOf(it, i) }));
}
