import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { redisStateReader } from './state-reader';
import { redisStateStore } from './state-store';

// A server on the loopback that answers what a test says, where a real Redis cannot be brought into that state.

const at = { stage: 'identity', partition: 3 };

describe('the state store', () => {
  it('refuses a Redis that evicts, and says how to set it right', async () => {
    const server = await fakeRedis((command) =>
      command === 'CONFIG' ? listOf('maxmemory-policy', 'allkeys-lru') : '+OK',
    );
    const store = redisStateStore({ url: server.url, prefix: 't' });
    await expect(store.claim(at, 1)).rejects.toMatchObject({
      code: 'fatal',
      message: expect.stringMatching(/allkeys-lru.*maxmemory-policy noeviction/) as string,
    });
    await store.close();
    await server.close();
  });

  it.each(['-NOPERM this user has no permissions', "-ERR unknown command 'CONFIG'"])(
    'warns when the server does not tell (%s), and works',
    async (refusal) => {
      const warnings: string[] = [];
      const server = await fakeRedis((command) => (command === 'CONFIG' ? refusal : ':5'));
      const store = redisStateStore({ url: server.url, prefix: 't', logger: { warn: (text) => warnings.push(text) } });
      expect(await store.count(at)).toBe(5);
      expect(await store.count(at)).toBe(5);
      expect(warnings).toEqual([expect.stringMatching(/make sure that it is noeviction/)]);
      await store.close();
      await server.close();
    },
  );

  it('waits for a Redis that is not there, then rejects unavailable and warns once', async () => {
    const server = await fakeRedis(() => ':0');
    await server.close();
    const warnings: string[] = [];
    const logger = { warn: (text: string) => warnings.push(text) };
    const store = redisStateStore({ url: server.url, prefix: 't', waitMsMax: 300, logger });
    const unavailable = { code: 'unavailable', message: expect.stringMatching(/identity\.3.*ECONNREFUSED/) as string };
    await expect(store.count(at)).rejects.toMatchObject(unavailable);
    await expect(store.count(at)).rejects.toMatchObject(unavailable);
    expect(warnings).toHaveLength(1);
    await store.close();
  });

  it('asks again while a server is starting or failing over', async () => {
    const refusals = ['-LOADING', '-READONLY', '-MASTERDOWN'].map((code) => `${code} not now`);
    const server = await fakeRedis((command) => (command === 'HLEN' ? (refusals.shift() ?? ':7') : ':0'));
    const reader = redisStateReader({ url: server.url, prefix: 't' });
    expect(await reader.count(at)).toBe(7);
    await reader.close();
    await server.close();
  });

  it.each(['READONLY', 'OOM'])('asks again when a script met %s, which Redis before 7 wraps', async (code) => {
    const refusals = [`-ERR Error running script (call to f_fd8): @user_script:23: @user_script: 23: -${code} not now`];
    const server = await fakeRedis((command) => {
      if (command === 'CONFIG') return listOf('maxmemory-policy', 'noeviction');
      return /^EVAL/i.test(command) ? (refusals.shift() ?? '+claimed') : ':0';
    });
    const store = redisStateStore({ url: server.url, prefix: 't' });
    expect(await store.claim(at, 1)).toBe('claimed');
    await store.close();
    await server.close();
  });

  it('asks again on a new connection when one was cut before the answer', async () => {
    let cuts = 2;
    const server = await fakeRedis((command) => (command === 'HLEN' && cuts-- > 0 ? undefined : ':7'));
    const reader = redisStateReader({ url: server.url, prefix: 't' });
    expect(await reader.count(at)).toBe(7);
    await reader.close();
    await server.close();
  });

  it('asks again on a new connection when one went silent', async () => {
    let silent = 1;
    const server = await fakeRedis((command) => (command === 'HLEN' && silent-- > 0 ? '' : ':7'));
    const reader = redisStateReader({ url: server.url, prefix: 't', waitMsMax: 2_000 });
    expect(await reader.count(at)).toBe(7);
    await reader.close();
    await server.close();
  });

  it('does not ask again what no repetition will change', async () => {
    let asked = 0;
    const server = await fakeRedis((command) => (command === 'HLEN' ? `-WRONGTYPE ${(asked += 1)}` : ':0'));
    const reader = redisStateReader({ url: server.url, prefix: 't' });
    await expect(reader.count(at)).rejects.toMatchObject({ code: 'fatal' });
    expect(asked).toBe(1);
    await reader.close();
    await server.close();
  });
});

const listOf = (...items: string[]): string =>
  [`*${items.length}`, ...items.flatMap((item) => [`$${item.length}`, item])].join('\r\n');

/** Answers each command with one line or list of the protocol, '' with silence; undefined cuts the connection. */
async function fakeRedis(answer: (command: string) => string | undefined) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', (bytes) => {
      for (const [, command = ''] of bytes.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        const line = command.toUpperCase() === 'INFO' ? '$9\r\nloading:0' : answer(command.toUpperCase());
        if (line === undefined) socket.destroy();
        else if (line !== '') socket.write(`${line}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
