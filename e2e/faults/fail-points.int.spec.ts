import { givenEndpoints } from '@tutti/stack';
import { describeWith } from '@tutti/testing';
import { balanceOf } from './balance';
import { FAULTS } from './faults';
import { Ground } from './ground';
import type { FaultRow } from './row';
import { inflictOnce } from './run-row';

const SEED = 26;
const FAULT_MS_MAX = 120_000;

/** A few of `./tutti faults`, once each: those that a mistake in the order of a commit would not survive. */
const NAMES = [
  ...['identity:appended', 'identity:commit-unseen', 'profile-compute:appended', 'profile-compute:committed'].map(
    (point) => `kill-at:${point}`,
  ),
  'wire:identity:commit-lost',
];

function rowOf(name: string): FaultRow {
  const row = FAULTS.find((one) => one.name === name);
  if (row === undefined) throw new Error(`there is no fault ${name}: say anew which this test is about`);
  return row;
}

describeWith(['stack'], 'faults at named moments of a commit', () => {
  let ground: Ground;

  beforeAll(async () => {
    const { brokers = '', registryUrl = '', redisUrl = '' } = givenEndpoints(process.env);
    const server = (): never => {
      throw new Error('the servers of the tests are not to be broken');
    };
    const stack = { endpoints: { brokers, registryUrl, redisUrl }, server, stop: () => Promise.resolve() };
    ground = await Ground.open({ stack, seed: SEED, eventsPerSecond: 240, tell: () => undefined });
  }, FAULT_MS_MAX);

  afterAll(() => ground?.close(), FAULT_MS_MAX);

  for (const name of NAMES) {
    const row = rowOf(name);
    it(
      `${row.title}: every partition flows again`,
      () => ground.tutti.telling(async () => void (await inflictOnce(ground, row))),
      FAULT_MS_MAX,
    );
  }

  it(
    'neither lose nor double anything, and leave log, cache and receiver in agreement',
    async () => {
      await ground.comeToRest();
      expect(ground.stream.messageIds.size).toBeGreaterThan(0);
      expect(await balanceOf(ground)).toEqual({ lost: 0, doubled: 0, violations: [] });
    },
    3 * FAULT_MS_MAX,
  );
});
