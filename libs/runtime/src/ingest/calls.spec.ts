import { LogError } from '@tutti/log';
import type { Appender } from '@tutti/log';
import type { HttpBench } from './bench';
import { AUTHORISED, httpBench, NOW } from './bench';

const track = { type: 'track', event: 'Ordered', userId: 'u1', messageId: 'm1' };

let bench: HttpBench;
beforeEach(async () => {
  bench = await httpBench();
});
afterEach(() => bench.app.close());

describe('a call', () => {
  it.each([
    ['identify', 'i', {}],
    ['track', 't', { event: 'Ordered' }],
    ['page', 'p', {}],
    ['screen', 's', {}],
    ['group', 'g', { groupId: 'acme' }],
    ['alias', 'a', { previousId: 'a1' }],
  ])('%s is in the log when it is answered, by each of its paths', async (type, letter, more) => {
    for (const url of [`/v1/${type}`, `/v1/${letter}`, `/${letter}`]) {
      const answer = await bench.post(url, { userId: 'u1', ...more });
      expect([answer.statusCode, answer.json()]).toEqual([200, { success: true }]);
    }
    expect((await bench.events()).map((event) => event.type)).toEqual([type, type, type]);
  });

  it('is keyed by its entry identifier and carries the envelope', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await bench.post('/v1/track', track, { ...AUTHORISED, traceparent });
    const [record] = await bench.read('tutti.identity.in.v1');
    const [event] = await bench.events();
    expect(record?.key).toBe(event?.entry.key);
    expect(record?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(record?.headers).toMatchObject({ mode: 'live', revision: '7', version: expect.any(String), traceparent });
  });

  it('gets the times of our clock, and an id if it has none', async () => {
    await bench.post('/v1/track', { ...track, messageId: undefined, timestamp: NOW - 60_000, sentAt: NOW - 10_000 });
    expect(await bench.events()).toMatchObject([
      { messageId: 'made-1', receivedAt: NOW, acceptedAt: NOW, timestamp: NOW - 50_000, source: 'shop' },
    ]);
  });

  it('that breaks a rule is answered 400 with the field, and kept as a dead letter with its bytes', async () => {
    const answer = await bench.post('/v1/track', { userId: 'u1', messageId: 'm9', note: 'kept' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'invalid-event',
      message: expect.any(String),
      violations: [{ field: 'event', reason: 'is required in track' }],
    });
    const [letter] = await bench.letters();
    expect(letter).toMatchObject({
      stage: 'ingest',
      code: 'invalid-event',
      topic: 'http',
      partition: -1,
      offset: -1,
      key: 'm9',
    });
    expect(JSON.parse(Buffer.from(letter?.bytes ?? []).toString())).toMatchObject({ note: 'kept' });
    const [record] = await bench.read('tutti.dead-letters.v1');
    expect(record).toMatchObject({ key: 'ingest/m9', headers: { source: 'shop', call: 'track' } });
    expect(await bench.events()).toEqual([]);
  });

  it('over 32 KB is answered 400 and kept as a dead letter', async () => {
    const answer = await bench.post('/v1/track', { ...track, properties: { text: 'x'.repeat(33_000) } });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'event-too-large']);
    expect(await bench.letters()).toMatchObject([{ code: 'event-too-large', key: 'm1' }]);
  });
});

describe('the log', () => {
  const failing =
    (failures: number) =>
    (inner: Appender): Appender => {
      let left = failures;
      return {
        close: () => inner.close(),
        append: async (records) => {
          if (left-- > 0) throw new LogError('doubtful', 'appending: no answer');
          return inner.append(records);
        },
      };
    };

  it('in doubt is answered 503 with Retry-After; sending again is accepted', async () => {
    bench = await httpBench({ appender: failing(1) });
    const refused = await bench.post('/v1/track', track);
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'unavailable',
      '2',
    ]);
    expect((await bench.post('/v1/track', track)).statusCode).toBe(200);
  });

  it('in doubt about a refused event does not say that it was kept', async () => {
    bench = await httpBench({ appender: failing(1) });
    expect((await bench.post('/v1/track', { ...track, event: null })).statusCode).toBe(503);
  });

  it('gets the events of requests that arrive together in one append', async () => {
    const appends: number[] = [];
    bench = await httpBench({
      appender: (inner) => ({
        close: () => inner.close(),
        append: (records) => {
          appends.push(records.length);
          return inner.append(records);
        },
      }),
    });
    await Promise.all(Array.from({ length: 50 }, (_, i) => bench.post('/v1/track', { ...track, messageId: `m${i}` })));
    expect(await bench.events()).toHaveLength(50);
    expect(appends.length).toBeLessThan(25);
  });

  it('has everything that was answered when the server is closed', async () => {
    const answers = Promise.all(
      Array.from({ length: 20 }, (_, i) => bench.post('/v1/track', { ...track, messageId: `m${i}` })),
    );
    const answered = (await answers).filter(({ statusCode }) => statusCode === 200).length;
    await bench.app.close();
    expect(await bench.events()).toHaveLength(answered);
  });
});
