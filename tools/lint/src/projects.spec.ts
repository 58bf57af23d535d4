import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folders = [
  ...['libs', 'services', 'tools'].flatMap((area) =>
    readdirSync(area, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${area}/${name}`),
  ),
  'e2e',
];

// A folder without a project.json is no project, and the boundary rule does not look at it.
test.each(folders)('%s is a project with one of the four tags', (folder) => {
  expect(existsSync(`${folder}/project.json`)).toBe(true);
  expect([['pure'], ['io'], ['app'], ['test']]).toContainEqual(tagsOf(folder));
});

test('services and tools are apps, and only they', () => {
  const apps = folders.filter((folder) => tagsOf(folder).includes('app'));
  expect(apps).toEqual(folders.filter((folder) => /^(services|tools)\//.test(folder)));
});

// The rules of purity are switched on by folder (purity.mjs): a new pure project has to be named there too.
test('contracts, core and destinations are pure, and only they', () => {
  expect(folders.filter((folder) => tagsOf(folder).includes('pure'))).toEqual([
    'libs/contracts',
    'libs/core',
    'libs/destinations',
  ]);
});

function tagsOf(folder: string): readonly string[] {
  return JSON.parse(readFileSync(`${folder}/project.json`, 'utf8')).tags ?? [];
}
