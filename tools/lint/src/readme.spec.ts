import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const FOLDERS_SHOWN_IN = ['.', 'libs', 'libs/core', 'services', 'tools', 'e2e'];
const HIDDEN = /(^|\/)\./;

/** Folders that the tree in README shows, by their paths. */
function shownFolders(): string[] {
  const tree = /## The repository\s+```\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, name] = /^( *)([\w-]+)\//.exec(line) ?? [];
    if (indent === undefined || name === undefined) return [];
    path.splice(indent.length / 2, Infinity, name);
    return [path.join('/')];
  });
}

/** Folders with files that git knows, below those that the tree opens. */
function realFolders(): string[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  const folders = new Set(files.split('\n').flatMap((file) => ancestorsOf(file)));
  return [...folders].filter(
    (folder) => FOLDERS_SHOWN_IN.includes(dirname(folder)) && !HIDDEN.test(folder) && !folder.endsWith('/src'),
  );
}

function ancestorsOf(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [...ancestorsOf(folder), folder];
}

describe('the tree in README', () => {
  it('shows the folders that are there, and no others', () => {
    expect(shownFolders().sort()).toEqual(realFolders().sort());
  });
});
