import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava, majorOf, versionIn } from './java';

test('the version of every vendor and age is understood', () => {
  const said = [
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
    ['java version "1.8.0_292"\nJava(TM) SE Runtime Environment', 8],
    ['openjdk version "26-ea" 2026-03-17', 26],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21" 2023-09-19', 21],
  ] as const;
  for (const [output, major] of said) expect(majorOf(versionIn(output) ?? '')).toBe(major);
  expect(versionIn('command not found')).toBeUndefined();
});

describe('JAVA_HOME', () => {
  const homeThatSays = (output: string): string => {
    const home = mkdtempSync(join(tmpdir(), 'tutti-java-'));
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin', 'java'), `#!/bin/sh\necho '${output}' >&2\n`);
    chmodSync(join(home, 'bin', 'java'), 0o755);
    return home;
  };

  test('decides which Java runs', () => {
    const home = homeThatSays('openjdk version "21.0.1"');
    expect(findJava({ JAVA_HOME: home })).toEqual({ command: join(home, 'bin', 'java'), version: '21.0.1' });
  });

  test('with too old a Java is refused with the version that was found', () => {
    expect(() => findJava({ JAVA_HOME: homeThatSays('openjdk version "11.0.2"') })).toThrow(
      /Java 11\.0\.2, which is too old: install a Java runtime 17 or newer/,
    );
  });

  test('without a Java is refused', () => {
    expect(() => findJava({ JAVA_HOME: '/nowhere' })).toThrow(/no Java \(looked for \/nowhere\/bin\/java\)/);
  });
});
