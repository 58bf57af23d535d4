import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFile } from './folders';
import { fileNameOf, partsOf, readLock, repositoryPathOf } from './lock';

const REGISTRY = { coordinates: 'io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all' };

describe('coordinates', () => {
  test('name the file as Maven does', () => {
    expect(fileNameOf({ coordinates: 'org.slf4j:slf4j-api:1.7.36' })).toBe('slf4j-api-1.7.36.jar');
    expect(fileNameOf(REGISTRY)).toBe('apicurio-registry-app-3.0.9-all.tar.gz');
  });

  test('lead to its place in a repository', () => {
    const folder = 'io/apicurio/apicurio-registry-app/3.0.9';
    expect(repositoryPathOf(REGISTRY)).toBe(`${folder}/apicurio-registry-app-3.0.9-all.tar.gz`);
  });

  test('without a version are refused', () => {
    expect(() => partsOf('org.slf4j:slf4j-api')).toThrow('is not group:artefact:version');
  });
});

describe('the committed lock', () => {
  const lock = readLock(lockFile(process.cwd()));
  const artefacts = Object.values(lock).flatMap((program) => program.artefacts);

  test('pins every file once', () => {
    expect(new Set(artefacts.map(fileNameOf)).size).toBe(artefacts.length);
    expect(artefacts.length).toBeGreaterThan(40);
  });

  test('has the broker, and what writes its log', () => {
    const jars = lock.kafka.artefacts.map(fileNameOf);
    expect(jars).toEqual(expect.arrayContaining([`kafka_2.13-${lock.kafka.version}.jar`, 'slf4j-simple-1.7.36.jar']));
  });
});

test('a damaged lock says how to get a good one', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tutti-lock-')), 'stack.lock.json');
  for (const text of ['{', '{}', '{"kafka":{"title":"Kafka","version":"1","artefacts":[]}}']) {
    writeFileSync(file, text);
    expect(() => readLock(file)).toThrow(/restore it from Git/);
  }
});
