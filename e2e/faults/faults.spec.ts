import type { Asked } from './arguments';
import { readArguments } from './arguments';
import { soakChart } from './chart';
import { FAULTS } from './faults';
import { Flow } from './flow';
import { identityRows } from './identity/rows';
import { liveStream } from './live-stream';
import { verdictOn } from './report';

const names = (...args: string[]): readonly string[] => {
  const asked = readArguments(args);
  if ('problem' in asked) throw new Error(asked.problem);
  return asked.rows.map(({ name }) => name);
};

describe('the command line of ./tutti faults', () => {
  it('means every fault unless told, each under a name of its own', () => {
    expect(names()).toEqual(FAULTS.map(({ name }) => name));
    expect(new Set(names()).size).toBe(FAULTS.length);
  });

  it('takes single faults and groups, in the order of the list', () => {
    expect(names('--only', 'redis:flush,kill:all')).toEqual(['kill:all', 'redis:flush']);
    expect(names('--only', 'kill-at:ingest')).toEqual(['kill-at:ingest:before-append', 'kill-at:ingest:appended']);
  });

  it.each([
    [['--only', 'kil'], 'no fault kil; --list shows all there are'],
    [['--seed', 'x'], '--seed takes a whole number, not "x"'],
    [['--rate', '0'], '--rate takes a whole number above 0, not "0"'],
    [['--identity', '--events', 'many'], '--events takes a whole number above 0, not "many"'],
    [['--soak', '0'], '--soak takes a number of minutes above 0, not "0"'],
  ])('refuses %j', (args, problem) => {
    expect(readArguments(args)).toEqual({ problem });
  });
});

describe('a run with people', () => {
  const asked = (...args: string[]): Asked => {
    const read = readArguments(['--identity', ...args]);
    if ('problem' in read) throw new Error(read.problem);
    return read;
  };

  it('is of 200,000 events of 20,000 people, unless told', () => {
    expect(asked().identity).toEqual({ events: 200_000, people: 20_000, splits: false });
    expect(asked('--events', '9', '--people', '3', '--splits').identity).toEqual({
      events: 9,
      people: 3,
      splits: true,
    });
  });

  it('meets no fault that writes events of its own, or changes any', () => {
    const left = identityRows(FAULTS).map(({ name }) => name);
    expect(left).toEqual(expect.arrayContaining(['kill:all', 'kafka:kill', 'redis:flush', 'destination:500']));
    expect(left.filter((name) => /^(events|registry):/.test(name))).toEqual([]);
  });
});

describe('the flow through partitions', () => {
  const platform = {
    partitions: 2,
    partitionOf: (key: string) => (key.endsWith('1') ? 1 : 0),
    hash: (text: string) => text,
  };
  const body = (profile: string, messageId: string) =>
    ({ profile: { id: profile, version: 1 }, events: [{ messageId }] }) as never;

  it('is whole only when an awaited event came through each', () => {
    const flow = new Flow(platform as never, liveStream(undefined as never, { name: 'u' }));
    flow.watch(10);
    flow.delivered(body('p0', 'u0/9'));
    flow.delivered(body('p0', 'u0/10'));
    expect(flow.missing()).toBe('nothing came through identity.in/1, updates/1');
    flow.delivered(body('p1', 'u1/i11'));
    expect(flow.missing()).toBeUndefined();
    flow.awaitFrom(12);
    expect(flow.missing()).toContain('updates/0');
  });
});

describe('what is told', () => {
  const result = { name: 'a', title: 'b', times: 1, inFlight: 3, recoveryMs: 0, violations: [] };

  it('is a failure when anything is lost or doubled, and slow only above a target', () => {
    const verdict = (lost: number, pauseMs: number): string =>
      verdictOn({ ...result, lost, doubled: 0, pauseMs, pauseMsMax: 2_000 });
    expect([verdict(1, 0), verdict(0, 1_999), verdict(0, 2_100)]).toEqual(['FAILED', 'ok', 'ok, slow: target 2.0 s']);
  });

  it('has a chart with a line for each service', () => {
    const sample = (atMs: number) => ({ service: 'identity', pid: 1, atMs, bytes: 100 * 1024 * 1024 });
    const svg = soakChart({
      ...{ seed: 1, minutes: 1, eventsPerSecond: 10, accepted: 0, sentAgain: 0, lost: 0, doubled: 0, ends: 0 },
      ...{ violations: [], faults: [], samples: [sample(0), sample(5_000)] },
    });
    expect(svg).toMatch(/^<svg .*identity.*<\/svg>$/s);
  });
});
