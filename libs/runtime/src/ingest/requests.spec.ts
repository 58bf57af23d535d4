import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { HttpBench } from './bench';
import { AUTHORISED, basic, httpBench, SHOP } from './bench';

const track = { type: 'track', event: 'Ordered', userId: 'u1', messageId: 'm1' };

let bench: HttpBench;
beforeEach(async () => {
  bench = await httpBench();
});
afterEach(() => bench.app.close());

describe('a body', () => {
  it.each([
    ['text/plain', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['no content type', {}],
    ['an unknown content type', { 'content-type': 'application/x-thing' }],
    ['a malformed content type', { 'content-type': 'json;;/' }],
    ['an empty content type', { 'content-type': '' }],
  ])('is read as JSON when it comes as %s', async (_, headers) => {
    const answer = await bench.post('/v1/t', { ...track, writeKey: 'shop-key' }, headers);
    expect(answer.statusCode).toBe(200);
  });

  it('may be gzip', async () => {
    const answer = await bench.post('/v1/track', gzipSync(JSON.stringify(track)), {
      ...AUTHORISED,
      'content-encoding': 'gzip',
    });
    expect(answer.statusCode).toBe(200);
    expect(await bench.events()).toHaveLength(1);
  });

  it('may not unpack to more than 500 KB', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await bench.post('/v1/track', bomb, { ...AUTHORISED, 'content-encoding': 'gzip' });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body-too-large']);
  });

  it('over 500 KB is answered 413', async () => {
    const answer = await bench.post('/v1/batch', { batch: [], text: 'x'.repeat(500 * 1024) });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body-too-large']);
  });

  it('over 500 KB is answered 413 when it does not say how long it is, and ends its connection', async () => {
    const payload = Readable.from(Array.from({ length: 6 }, () => Buffer.alloc(100 * 1024, ' ')));
    const answer = await bench.app.inject({ method: 'POST', url: '/v1/batch', headers: AUTHORISED, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body-too-large']);
    expect(answer.headers.connection).toBe('close');
  });

  it.each([
    ['not JSON', Buffer.from('{"a":'), {}, 400, 'malformed-json'],
    ['empty', Buffer.alloc(0), {}, 400, 'malformed-json'],
    ['no gzip, as it says', Buffer.from('{}'), { 'content-encoding': 'gzip' }, 400, 'malformed-json'],
    ['packed otherwise', Buffer.from('{}'), { 'content-encoding': 'br' }, 415, 'unknown-encoding'],
  ])('that is %s is refused', async (_, body, headers, status, code) => {
    const answer = await bench.post('/v1/track', body, { ...AUTHORISED, ...headers });
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
    expect((await bench.post('/v1/track', { ...track, ...more }, headers)).statusCode).toBe(200);
  });

  it.each([
    ['a wrong one', { authorization: basic('wrong') }, {}],
    ['a wrong header beside a right body', { authorization: 'Bearer wrong' }, { writeKey: 'shop-key' }],
    ['none', {}, {}],
    ['an empty one', { authorization: basic('') }, { writeKey: '' }],
    ['something else', {}, { writeKey: 7 }],
    ['a name every object has', {}, { writeKey: 'constructor' }],
  ])('%s is answered 401, and nothing is kept', async (_, headers, more) => {
    const answer = await bench.post('/v1/track', { ...track, ...more }, headers as Record<string, string>);
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'wrong-write-key']);
    expect([...(await bench.events()), ...(await bench.letters())]).toEqual([]);
  });

  it('that is not set lets nobody in', async () => {
    bench = await httpBench({ sources: [{ ...SHOP, writeKey: '' }] });
    expect((await bench.post('/v1/track', track, { authorization: 'Basic Og==' })).statusCode).toBe(401);
  });
});

describe('the rate of a source', () => {
  const slow = { ...SHOP, eventsPerSecond: 10 };
  const fast = { ...SHOP, name: 'app', writeKey: 'app-key' };

  it('is answered 429 with the seconds to wait, and holds nobody else back', async () => {
    bench = await httpBench({ sources: [slow, fast] });
    const many = { batch: Array.from({ length: 20 }, () => track) };
    expect((await bench.post('/v1/batch', many)).statusCode).toBe(200);
    const refused = await bench.post('/v1/batch', many);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'too-fast']);
    expect(refused.headers).toMatchObject({ 'retry-after': '2', 'x-ratelimit-reset': '2' });
    expect((await bench.post('/v1/batch', many, { authorization: basic('app-key') })).statusCode).toBe(200);
    bench.pass(2_000);
    expect((await bench.post('/v1/batch', many)).statusCode).toBe(200);
    expect(await bench.events()).toHaveLength(60);
  });

  it('lets a batch larger than its burst pass when nothing was sent for a while, and is paid off', async () => {
    bench = await httpBench({ sources: [slow] });
    const many = { batch: Array.from({ length: 100 }, () => track) };
    expect((await bench.post('/v1/batch', many)).statusCode).toBe(200);
    bench.pass(8_000);
    expect((await bench.post('/v1/track', track)).headers['retry-after']).toBe('1');
    bench.pass(200);
    expect((await bench.post('/v1/track', track)).statusCode).toBe(200);
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
      await bench.post('/v1/t', track),
      await bench.post('/v1/t', {}),
      await bench.post('/v1/t', 'x'.repeat(600_000)),
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
