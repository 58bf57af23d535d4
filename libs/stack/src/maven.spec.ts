import { errorLines } from './maven';
import { pomOf } from './pom';
import { coordinatesIn } from './renew';

test("Maven's reason is told without its advice on how to run Maven", () => {
  const output = `[INFO] BUILD FAILURE
[ERROR] Failed to execute goal on project x: Could not transfer artifact a:b:jar:1: Connection refused -> [Help 1]
[ERROR]
[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
[ERROR] Re-run Maven using the -X switch to enable full debug logging.
[ERROR] For more information about the errors and possible solutions, please read the following articles:
[ERROR] [Help 1] http://somewhere`;
  expect(errorLines(output)).toEqual([expect.stringContaining('Connection refused')]);
});

test('without an error line the last words are told', () => {
  expect(errorLines('JAVA_HOME is not defined correctly\n')).toEqual(['JAVA_HOME is not defined correctly']);
});

test('the resolved jars are read in class path order, test and provided ones left out', () => {
  const list = `
The following files have been resolved:
   org.apache.kafka:kafka_2.13:jar:4.1.1:compile
   com.github.luben:zstd-jni:jar:1.5.6-10:runtime -- module com.github.luben.zstd_jni
   org.junit:junit:jar:5:test
   io.apicurio:apicurio-registry-app:tar.gz:all:3.0.9:compile
`;
  expect(coordinatesIn(list)).toEqual([
    'org.apache.kafka:kafka_2.13:4.1.1',
    'com.github.luben:zstd-jni:1.5.6-10',
    'io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all',
  ]);
});

test('Maven is asked for exactly the missing files', () => {
  const pom = pomOf([{ coordinates: 'g.h:a:1' }, { coordinates: 'g:b:2:tar.gz:all' }], '/tmp/a & b');
  expect(pom).toContain('<groupId>g.h</groupId><artifactId>a</artifactId><version>1</version><type>jar</type></');
  expect(pom).toContain('<version>2</version><type>tar.gz</type><classifier>all</classifier></');
  expect(pom).toContain('<outputDirectory>/tmp/a &amp; b</outputDirectory>');
  expect(pom).not.toContain('<dependency>');
});
