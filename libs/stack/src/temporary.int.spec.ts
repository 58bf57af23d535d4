import { connect } from 'node:net';
import { temporaryStack } from './temporary';

const MINUTES_MS = 3 * 60_000;

/** Whether somebody accepts a connection at `host:port`. */
const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host = '', port] = address.split(':');
    const socket = connect(Number(port), host, () => end(true));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', () => end(false));
  });

test(
  'a stack of local processes serves, and leaves nothing behind',
  async () => {
    const { endpoints, stop } = await temporaryStack({});
    const addresses = [endpoints.brokers, new URL(endpoints.registryUrl).host, new URL(endpoints.redisUrl).host];
    const subjects = await fetch(`${endpoints.registryUrl}/subjects`);
    expect([subjects.status, await subjects.json()]).toEqual([200, []]);
    expect(await Promise.all(addresses.map(answers))).toEqual([true, true, true]);
    await stop();
    expect(await Promise.all(addresses.map(answers))).toEqual([false, false, false]);
  },
  MINUTES_MS,
);
