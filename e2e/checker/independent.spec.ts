import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

const PACKAGES = ['avsc', 'ioredis', 'kafkajs'];
const files = readdirSync(__dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
const harness = readdirSync(join(__dirname, 'bites')).map((file) => `bites/${file}`);

test.each(files)('%s imports nothing of the product, so that no mistake can be made twice', (file) => {
  expect(foreignTo(readFileSync(join(__dirname, file), 'utf8'))).toEqual([]);
});

test.each([
  ["import { identityStage } from '@tutti/core/identity';", '@tutti/core/identity'],
  ["import type { Progress } from '@tutti/contracts';", '@tutti/contracts'],
  ["export { run } from '@tutti/runtime';", '@tutti/runtime'],
  ["import { wireCodec } from '../../libs/log/src/index';", '../../libs/log/src/index'],
  ["import { Rest } from '../rest';", '../rest'],
  ["const { memoryLog } = await import('@tutti/log');", '@tutti/log'],
])('%s would be seen', (text, name) => {
  expect(foreignTo(text)).toEqual([name]);
});

test('what makes the product bite is no part of the checker', () => {
  const imported = files.flatMap((file) => importsOf(readFileSync(join(__dirname, file), 'utf8')));
  expect(harness.length).toBeGreaterThan(0);
  expect(imported.filter((name) => name.includes('bites'))).toEqual([]);
});

/** Imports that are neither of this folder, nor of Node, nor one of the packages that anybody could read a Kafka with. */
const foreignTo = (text: string): readonly string[] =>
  importsOf(text).filter(
    (name) => !/^\.\/[^/]+$/.test(name) && !isBuiltin(name) && !PACKAGES.includes(packageOf(name)),
  );

function importsOf(text: string): readonly string[] {
  const names = text.matchAll(/(?:from|import|require\(|import\()\s*'([^']+)'/g);
  return Array.from(names, ([, name = '']) => name);
}

const packageOf = (name: string): string => name.split('/')[0] ?? name;
