import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { TcpProxy } from './tcp-proxy';

/** Answers each chunk with the same chunk in capitals. */
const server = createServer((socket) => {
  socket.on('error', () => undefined).on('data', (chunk) => socket.write(String(chunk).toUpperCase()));
});
let proxy: TcpProxy;

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  const upstream = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy = await TcpProxy.open({ upstream, random01: () => 0.25 });
});
afterEach(() => proxy.close());

describe('a proxy for questions and answers', () => {
  it('passes on what no rule is about', async () => {
    expect(await ask(connect(proxy.address), 'hello')).toBe('HELLO');
  });

  it('lets a callback look at a question before it is forwarded, and at its answer before it is passed on', async () => {
    const seen: string[] = [];
    const at = (moment: 'request' | 'answer') => ({
      containing: moment,
      times: 1,
      action: { kind: 'call' as const, at: moment, run: async () => void seen.push(moment) },
    });
    proxy.rule(at('request'));
    proxy.rule(at('answer'));
    const socket = connect(proxy.address);
    expect(await ask(socket, 'request')).toBe('REQUEST');
    expect(await ask(socket, 'answer')).toBe('ANSWER');
    expect(await ask(socket, 'request')).toBe('REQUEST');
    expect(seen).toEqual(['request', 'answer']);
  });

  it('finds what begins in one chunk and ends in the next, once', async () => {
    const rule = proxy.rule({ containing: 'evalsha', action: { kind: 'delay', at: 'request', ms: 0 } });
    const socket = connect(proxy.address);
    for (const part of ['get eval', 'sha', ' 1']) await ask(socket, part);
    expect(rule.hits()).toBe(1);
  });

  it.each(['request', 'forwarded', 'answer'] as const)('cuts the connection: %s', async (at) => {
    proxy.rule({ containing: 'cut', action: { kind: 'cut', at } });
    expect(await ask(connect(proxy.address), 'cut')).toBe('closed');
  });

  it('cuts all, refuses for a while, and loses by chance', async () => {
    const socket = connect(proxy.address);
    await ask(socket, 'hello');
    proxy.cutAll();
    await once(socket, 'close');
    proxy.refuse(true);
    expect(await ask(connect(proxy.address), 'hello')).toBe('closed');
    proxy.refuse(false);
    proxy.weather({ cutChance: 0.2 });
    expect(await ask(connect(proxy.address), 'hello')).toBe('HELLO');
    proxy.weather({ cutChance: 0.3 });
    expect(await ask(connect(proxy.address), 'hello')).toBe('closed');
  });
});

/** The answer, or that the connection was closed instead. */
async function ask(socket: Socket, question: string): Promise<string> {
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').then(
    () => 'closed',
    () => 'closed',
  );
  const answer = once(socket, 'data').then(
    ([chunk]) => String(chunk),
    () => closed,
  );
  socket.write(question);
  return Promise.race([answer, closed]);
}
