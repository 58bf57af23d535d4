import { givenEndpoints } from '@tutti/stack';
import { describeWith } from '@tutti/testing';
import { FAULTS } from '../faults';
import { identityRun } from './run';

const RUN_MS_MAX = 240_000;
const NAMES = [
  'kill:identity',
  'kill:profile-compute',
  'kill-at:profile-compute:appended',
  'kill-at:identity:committed',
];

describeWith(['stack'], 'people who turn out to be one, while services die', () => {
  const run = (splits: boolean) => {
    const { brokers = '', registryUrl = '', redisUrl = '' } = givenEndpoints(process.env);
    const server = (): never => {
      throw new Error('the servers of the tests are not to be broken');
    };
    const stack = { endpoints: { brokers, registryUrl, redisUrl }, server, stop: () => Promise.resolve() };
    const rows = FAULTS.filter(({ name }) => NAMES.includes(name));
    const size = { events: 3_000, people: 300, eventsPerSecond: 200 };
    return identityRun({ stack, rows, splits, seed: 5, ...size, tell: () => undefined });
  };
  const right = { lost: 0, doubled: 0, differing: [], violations: [] };

  it(
    'are as the union of all that was accepted',
    async () => {
      const result = await run(false);
      expect(result).toMatchObject(right);
      expect(result.merges).toBeGreaterThan(10);
    },
    RUN_MS_MAX,
  );

  it(
    'are within limits, connected, and apart for a reason, where operators split them',
    async () => {
      const result = await run(true);
      expect(result).toMatchObject(right);
      expect(Math.min(result.splits, result.refusals)).toBeGreaterThan(0);
    },
    RUN_MS_MAX,
  );
});
