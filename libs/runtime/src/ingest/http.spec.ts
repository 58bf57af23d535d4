import { gzipSync } from 'node:zlib';
import { LogError } from '@tutti/log';
import type { Appender } from '@tutti/log';
import type { HttpBench } from './bench';
import { httpBench, NOW, SHOP } from './bench';

const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
const AUTHORISED = { authorization: basic('shop-key'), 'content-type': 'application/json' };
const track = { type: 'track', event: 'Ordered', userId: 'u1', messageId: 'm1' };

let bench: HttpBench;
beforeEach(async () => {
  bench = await httpBench();
});
afterEach(() => bench.app.close());

const post = (url: string, body: unknown, headers: Record<string, string> = AUTHORISED) =>
  bench.app.inject({ method: 'POST', url, headers, payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) });

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
      const answer = await post(url, { userId: 'u1', ...more });
      expect([answer.statusCode, answer.json()]).toEqual([200, { success: true }]);
    }
    expect((await bench.events()).map((event) => event.type)).toEqual([type, type, type]);
  });

  it('is keyed by its entry identifier and carries the envelope', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await post('/v1/track', track, { ...AUTHORISED, traceparent });
    const [record] = await bench.read('tutti.identity.in.v1');
    const [event] = await bench.events();
    expect(record?.key).toBe(event?.entry.key);
    expect(record?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(record?.headers).toMatchObject({ mode: 'live', revision: '7', version: expect.any(String), traceparent });
  });

  it('gets the times of our clock, and an id if it has none', async () => {
    await post('/v1/track', { ...track, messageId: undefined, timestamp: NOW - 60_000, sentAt: NOW - 10_000 });
    expect(await bench.events()).toMatchObject([
      { messageId: 'made-1', receivedAt: NOW, acceptedAt: NOW, timestamp: NOW - 50_000, source: 'shop' },
    ]);
  });

  it('that breaks a rule is answered 400 with the field, and kept as a dead letter with its bytes', async () => {
    const answer = await post('/v1/track', { userId: 'u1', messageId: 'm9', note: 'kept' });
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
    const answer = await post('/v1/track', { ...track, properties: { text: 'x'.repeat(33_000) } });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'event-too-large']);
    expect(await bench.letters()).toMatchObject([{ code: 'event-too-large', key: 'm1' }]);
  });
});

describe('a batch', () => {
  it('accepts what it can, lists the rest, and keeps it', async () => {
    const tooLarge = { ...track, messageId: 'm3', properties: { text: 'x'.repeat(33_000) } };
    const answer = await post('/v1/batch', { batch: [track, { ...track, userId: '0', messageId: 'm2' }, tooLarge, 7] });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      success: true,
      rejected: [
        { index: 1, messageId: 'm2', field: 'userId', reason: expect.stringContaining('placeholder') },
        { index: 2, messageId: 'm3', field: '', reason: expect.stringContaining('larger than') },
        { index: 3, messageId: null, field: '', reason: 'must be a JSON object' },
      ],
    });
    expect(await bench.events()).toMatchObject([{ messageId: 'm1' }]);
    const letters = await bench.letters();
    expect(letters.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))).toEqual(
      expect.arrayContaining([{ ...track, userId: '0', messageId: 'm2' }, tooLarge, 7]),
    );
  });

  it('of good events rejects none', async () => {
    const answer = await post('/v1/b', { batch: [track, { ...track, messageId: 'm2' }] });
    expect(answer.json()).toEqual({ success: true, rejected: [] });
    expect(await bench.events()).toHaveLength(2);
  });

  it('of which nothing is accepted is answered 400, with the place of every fault', async () => {
    const answer = await post('/v1/batch', { batch: [{ type: 'track', userId: 'u' }, {}] });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'nothing-accepted',
      violations: [{ field: 'batch.0.event' }, { field: 'batch.1.type' }],
      rejected: [{ index: 0 }, { index: 1 }],
    });
    expect(await bench.letters()).toHaveLength(2);
  });

  it('that is none is answered 400 and kept whole', async () => {
    const answer = await post('/v1/batch', { batch: 'x' });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { code: 'invalid-batch', violations: [{ field: 'batch' }] },
    ]);
    expect(await bench.letters()).toMatchObject([{ code: 'invalid-batch' }]);
  });

  it('nested too deep to be written again is kept with the request around it', async () => {
    const body = `{"batch":[${JSON.stringify(track)},${'['.repeat(50_000)}${']'.repeat(50_000)}]}`;
    const answer = await post('/v1/batch', Buffer.from(body));
    expect(answer.json()).toMatchObject({ success: true, rejected: [{ index: 1 }] });
    const [letter] = await bench.letters();
    expect(Buffer.from(letter?.bytes ?? []).toString()).toBe(body);
  });

  it('may hold 2,500 events; those after them are refused', async () => {
    bench = await httpBench({ sources: [{ ...SHOP, eventsPerSecond: 100_000 }] });
    const small = { type: 'identify', userId: 'u1' };
    const answer = await post('/v1/batch', { batch: Array.from({ length: 2_501 }, () => small) });
    expect(answer.json()).toMatchObject({ success: true, rejected: [{ index: 2_500 }] });
    expect(await bench.events()).toHaveLength(2_500);
  });

  it('imported is marked as history, and has to say when it happened', async () => {
    const answer = await post('/v1/import', { batch: [{ ...track, timestamp: '1997-01-12' }, track] });
    expect(answer.json()).toMatchObject({ success: true, rejected: [{ index: 1, field: 'timestamp' }] });
    const [record] = await bench.read('tutti.identity.in.v1');
    expect(record?.headers['mode']).toBe('backfill');
    expect(await bench.events()).toMatchObject([{ eventTime: Date.UTC(1997, 0, 12) }]);
  });
});

describe('a body', () => {
  it.each([
    ['text/plain', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['no content type', {}],
    ['an unknown content type', { 'content-type': 'application/x-thing' }],
  ])('is read as JSON when it comes as %s', async (_, headers) => {
    const answer = await post('/v1/t', { ...track, writeKey: 'shop-key' }, headers);
    expect(answer.statusCode).toBe(200);
  });

  it('may be gzip', async () => {
    const answer = await post('/v1/track', gzipSync(JSON.stringify(track)), {
      ...AUTHORISED,
      'content-encoding': 'gzip',
    });
    expect(answer.statusCode).toBe(200);
    expect(await bench.events()).toHaveLength(1);
  });

  it('may not unpack to more than 500 KB', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await post('/v1/track', bomb, { ...AUTHORISED, 'content-encoding': 'gzip' });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body-too-large']);
  });

  it('over 500 KB is answered 413', async () => {
    const answer = await post('/v1/batch', { batch: [], text: 'x'.repeat(500 * 1024) });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body-too-large']);
  });

  it.each([
    ['not JSON', Buffer.from('{"a":'), {}, 400, 'malformed-json'],
    ['empty', Buffer.alloc(0), {}, 400, 'malformed-json'],
    ['no gzip, as it says', Buffer.from('{}'), { 'content-encoding': 'gzip' }, 400, 'malformed-json'],
    ['packed otherwise', Buffer.from('{}'), { 'content-encoding': 'br' }, 415, 'unknown-encoding'],
  ])('that is %s is refused', async (_, body, headers, status, code) => {
    const answer = await post('/v1/track', body, { ...AUTHORISED, ...headers });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json()).toMatchObject({ message: expect.any(String), violations: expect.any(Array) });
  });
});

describe('the write key', () => {
  it.each([
    ['Basic', { authorization: basic('shop-key') }, {}],
    ['Basic without a colon', { authorization: `Basic ${Buffer.from('shop-key').toString('base64')}` }, {}],
    ['bearer', { authorization: 'Bearer shop-key' }, {}],
    ['the body', {}, { writeKey: 'shop-key' }],
  ])('is taken from %s', async (_, headers, more) => {
    expect((await post('/v1/track', { ...track, ...more }, headers)).statusCode).toBe(200);
  });

  it.each([
    ['a wrong one', { authorization: basic('wrong') }, {}],
    ['a wrong header beside a right body', { authorization: 'Bearer wrong' }, { writeKey: 'shop-key' }],
    ['none', {}, {}],
    ['an empty one', { authorization: basic('') }, { writeKey: '' }],
    ['something else', {}, { writeKey: 7 }],
    ['a name every object has', {}, { writeKey: 'constructor' }],
  ])('%s is answered 401, and nothing is kept', async (_, headers, more) => {
    const answer = await post('/v1/track', { ...track, ...more }, headers as Record<string, string>);
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'wrong-write-key']);
    expect([...(await bench.events()), ...(await bench.letters())]).toEqual([]);
  });

  it('that is not set lets nobody in', async () => {
    bench = await httpBench({ sources: [{ ...SHOP, writeKey: '' }] });
    expect((await post('/v1/track', track, { authorization: 'Basic Og==' })).statusCode).toBe(401);
  });
});

describe('the rate of a source', () => {
  const slow = { ...SHOP, eventsPerSecond: 10 };
  const fast = { ...SHOP, name: 'app', writeKey: 'app-key' };

  it('is answered 429 with the seconds to wait, and holds nobody else back', async () => {
    bench = await httpBench({ sources: [slow, fast] });
    const many = { batch: Array.from({ length: 20 }, () => track) };
    expect((await post('/v1/batch', many)).statusCode).toBe(200);
    const refused = await post('/v1/batch', many);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'too-fast']);
    expect(refused.headers).toMatchObject({ 'retry-after': '2', 'x-ratelimit-reset': '2' });
    expect((await post('/v1/batch', many, { authorization: basic('app-key') })).statusCode).toBe(200);
    bench.pass(2_000);
    expect((await post('/v1/batch', many)).statusCode).toBe(200);
    expect(await bench.events()).toHaveLength(60);
  });

  it('lets a batch larger than its burst pass when nothing was sent for a while, and is paid off', async () => {
    bench = await httpBench({ sources: [slow] });
    const many = { batch: Array.from({ length: 100 }, () => track) };
    expect((await post('/v1/batch', many)).statusCode).toBe(200);
    bench.pass(8_000);
    expect((await post('/v1/track', track)).headers['retry-after']).toBe('1');
    bench.pass(200);
    expect((await post('/v1/track', track)).statusCode).toBe(200);
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
    const refused = await post('/v1/track', track);
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'unavailable',
      '2',
    ]);
    expect((await post('/v1/track', track)).statusCode).toBe(200);
  });

  it('in doubt about a refused event does not say that it was kept', async () => {
    bench = await httpBench({ appender: failing(1) });
    expect((await post('/v1/track', { ...track, event: null })).statusCode).toBe(503);
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
    await Promise.all(Array.from({ length: 50 }, (_, i) => post('/v1/track', { ...track, messageId: `m${i}` })));
    expect(await bench.events()).toHaveLength(50);
    expect(appends.length).toBeLessThan(25);
  });

  it('has everything that was answered when the server is closed', async () => {
    const answers = Promise.all(
      Array.from({ length: 20 }, (_, i) => post('/v1/track', { ...track, messageId: `m${i}` })),
    );
    const answered = (await answers).filter(({ statusCode }) => statusCode === 200).length;
    await bench.app.close();
    expect(await bench.events()).toHaveLength(answered);
  });
});

describe('a browser', () => {
  it('may send from any page, with the headers it asks for', async () => {
    const answer = await bench.app.inject({
      method: 'OPTIONS',
      url: '/v1/t',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count',
      },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'authorization,content-type,x-retry-count',
    });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('may read every answer, and how long to wait', async () => {
    for (const answer of [
      await post('/v1/t', track),
      await post('/v1/t', {}),
      await post('/v1/t', 'x'.repeat(600_000)),
    ]) {
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': expect.stringContaining('Retry-After'),
      });
    }
  });

  it('is told to send here by the settings it fetches', async () => {
    const get = (key: string) =>
      bench.app.inject({ url: `/v1/projects/${key}/settings`, headers: { host: 'cdp.example:7070' } });
    const answer = await get('shop-key');
    expect(answer.json().integrations['Segment.io']).toMatchObject({
      apiKey: 'shop-key',
      apiHost: 'cdp.example:7070/v1',
      protocol: 'http',
    });
    expect((await get('wrong')).statusCode).toBe(404);
  });
});
