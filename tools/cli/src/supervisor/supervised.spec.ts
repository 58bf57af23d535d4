import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, until } from '@tutti/stack';
import type { ProcessPlan } from './plan';
import type { ProcessRecord } from './records';
import { readRecords } from './records';
import { Supervised } from './supervised';

const LIMIT_MS = 20_000;

/** A process that does what the script says, in a data folder of its own. */
function supervised(script: string, ready: () => Promise<boolean> = () => Promise.resolve(true)) {
  const data = mkdtempSync(join(tmpdir(), 'tutti-supervised-'));
  const ports = { ingest: 0, api: 0, kafka: 0, controller: 0, registry: 0, redis: 0 };
  const site = { repository: data, cache: data, data, ports, given: {}, prefix: 'tutti', environment: process.env };
  const launch = {
    ...{ name: 'identity', command: process.execPath, arguments: ['-e', script], folder: data },
    ...{ environment: process.env, logFile: join(data, 'identity.log') },
  };
  const plan: ProcessPlan = {
    ...{ name: 'identity', title: 'identity', version: '1', kind: 'service', readyMsMax: 5_000, graceMs: 5_000 },
    attempt: () => Promise.resolve({ launch, healthUrl: undefined, ready }),
    ended: () => undefined,
  };
  const lines: string[] = [];
  const one = new Supervised(site, plan, (line) => lines.push(line));
  const record = (): ProcessRecord | undefined => readRecords({ data })[0];
  const reached = (state: string, more: (it: ProcessRecord) => boolean = () => true): Promise<boolean> =>
    until(() => record()?.state === state && more(record()!), LIMIT_MS);
  return { one, lines, record, reached };
}

const FOREVER = 'setInterval(() => {}, 1000)';

describe('a supervised process', () => {
  test('is started again when it is killed, and says so', async () => {
    const { one, lines, record, reached } = supervised(FOREVER);
    await one.start();
    const first = record()!;
    process.kill(first.pid, 'SIGKILL');
    expect(await reached('ready', (it) => it.restarts === 1 && it.pid !== first.pid)).toBe(true);
    expect(lines[0]).toMatch(/^identity ended \(SIGKILL\); starting it again in 0\.2 s$/);
    await one.stop();
  });

  test('stays stopped while somebody wants that, and only then', async () => {
    const { one, record, reached } = supervised(FOREVER);
    await one.start();
    const first = record()!;
    one.keepStopped(true);
    one.keepStopped(true);
    expect(await reached('stopped')).toBe(true);
    expect(isAlive(first)).toBe(false);
    one.keepStopped(false);
    expect(await reached('ready')).toBe(true);
    await one.stop();
  });

  test('is gone after stop, with its record', async () => {
    const { one, record } = supervised(FOREVER);
    await one.start();
    const first = record()!;
    await one.stop();
    expect(isAlive(first)).toBe(false);
    expect(record()).toBeUndefined();
  });

  test('is killed when it does not want to end', async () => {
    const { one, record } = supervised(`process.on('SIGTERM', () => {}); ${FOREVER}`);
    await one.start();
    const first = record()!;
    await one.stop();
    expect(isAlive(first)).toBe(false);
  });

  test('with bad settings is not tried again, and its log is named', async () => {
    const { one, lines } = supervised('process.exit(78)', () => Promise.resolve(false));
    await expect(one.start()).rejects.toThrow(/identity ended \(exit code 78\): .*logs identity says why/);
    expect(lines).toEqual([]);
  });

  test('that ends three times before it was ready fails the start', async () => {
    const { one, lines } = supervised('process.exit(1)', () => Promise.resolve(false));
    await expect(one.start()).rejects.toThrow('identity ended (exit code 1)');
    expect(lines).toHaveLength(2);
  });
});
