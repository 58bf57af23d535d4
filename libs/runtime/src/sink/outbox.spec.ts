import type { Flight } from '@tutti/core/sync';
import type { OutboxParts } from './outbox';
import { Outbox } from './outbox';
import type { UpdateEntry } from './records';
import { Turns } from './turns';

describe('an outbox', () => {
  it('moves progress past nothing whose outcome it could not write', async () => {
    const commit = jest.fn(async () => undefined);
    const stateOf = (): never => {
      throw new Error('this outcome has no encoding');
    };
    const parts = {
      owned: { progress: { inputOffset: 0, revision: 0 }, commit },
      records: { stateOf },
      turns: new Turns(),
      time: { now: () => 0, after: (_: number, run: () => void) => (queueMicrotask(run), () => undefined) },
      reached: () => ({ inputOffset: 1, at: 0 }),
      committed: () => undefined,
    };
    const failed = new Promise((resolve) => {
      const outbox = new Outbox({
        ...parts,
        failed: (error: unknown) => resolve([error, outbox]),
      } as unknown as OutboxParts);
      const flight = { change: { key: 'k', version: 1 }, entries: [] } as unknown as Flight<UpdateEntry>;
      outbox.settled(flight, { outcome: 'delivered', attempts: 1, at: 0 });
    });
    const [error, outbox] = (await failed) as [Error, Outbox];
    expect(error.message).toContain('no encoding');
    await outbox.flush();
    expect(commit).not.toHaveBeenCalled();
  });
});
