import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest } from '@tutti/destinations';
import { publicAnd } from './addresses';
import { httpTransport } from './http';
import type { Sent } from './transport';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

describe('HTTP to a destination', () => {
  let server: Server;
  let requests: number;
  let listener: RequestListener;

  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function post(options: { host?: string; allow?: readonly string[]; timeoutMs?: number } = {}): Promise<Sent> {
    const { host = '127.0.0.1', allow = LOOPBACK, timeoutMs = 5_000 } = options;
    const transport = httpTransport({ rule: publicAnd(allow), connections: 1 });
    const { port } = server.address() as AddressInfo;
    const url = `http://${host}:${port}/in?token=hunter2`;
    const request: HttpRequest = {
      kind: 'http',
      method: 'POST',
      url,
      headers: { 'x-key': 'hunter2' },
      body: '{"a":1}',
    };
    const sent = await transport.send(request, timeoutMs);
    await transport.close();
    return sent;
  }

  it('carries the request and brings back the answer', async () => {
    let body = '';
    listener = (request, response) => {
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () =>
        response.writeHead(202, { 'Retry-After': '3' }).end(`took it, ${request.headers['x-key']}`),
      );
    };
    expect(await post()).toMatchObject({
      kind: 'answered',
      response: { status: 202, headers: { 'retry-after': '3' }, body: 'took it, hunter2' },
    });
    expect(body).toBe('{"a":1}');
  });

  it('follows no redirect', async () => {
    listener = (_, response) => response.writeHead(307, { location: '/elsewhere' }).end();
    expect(await post()).toMatchObject({ kind: 'answered', response: { status: 307 } });
    expect(requests).toBe(1);
  });

  it('reads no more than 64 KB of an answer', async () => {
    listener = (_, response) => response.end('x'.repeat(1_000_000));
    const sent = await post();
    expect(sent.kind === 'answered' && sent.response.body.length).toBe(64 * 1024);
  });

  it('gives up on an answer that does not come or does not end', async () => {
    listener = () => undefined;
    expect(await post({ timeoutMs: 60 })).toEqual({ kind: 'failed', reason: 'no complete answer within 60 ms' });
    listener = (_, response) => response.writeHead(200).write('a beginning');
    expect(await post({ timeoutMs: 60 })).toEqual({ kind: 'failed', reason: 'no complete answer within 60 ms' });
  });

  it('tells of a broken connection without the URL or a header', async () => {
    listener = (request) => request.socket.destroy();
    const sent = await post();
    expect(sent).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^no answer: \w+$/) });
    expect(JSON.stringify(sent)).not.toContain('hunter2');
  });

  it('does not connect to a private address, as a number or behind a name', async () => {
    listener = (_, response) => response.end();
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await post({ host, allow: [] })).toEqual({
        kind: 'failed',
        reason: expect.stringMatching(/^the address [\d.:]+ is loopback, not public: add its range to `allow`/),
      });
    }
    expect(requests).toBe(0);
    expect(await post({ host: 'localhost' })).toMatchObject({ kind: 'answered' });
  });
});
