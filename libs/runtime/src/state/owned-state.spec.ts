import type { Progress } from '@tutti/contracts';
import { memoryLog, memoryStateStore } from '@tutti/log';
import type { Ownership } from './owned-state';
import { OwnedState } from './owned-state';

const PARTITION = { stage: 'stage', partition: 0 };

async function ownership(): Promise<Ownership> {
  const log = memoryLog();
  await log.createTopics([{ topic: 'state', partitions: 1, config: {} }]);
  return {
    ...{ log, store: memoryStateStore(), stateTopic: 'state', partition: PARTITION, transactionalId: 'stage.0' },
    records: {
      encodeProgress: (progress) => Buffer.from(JSON.stringify(progress)),
      decodeProgress: (bytes) => JSON.parse(bytes.toString()) as Progress,
    },
    clock: Date.now,
    cacheAgeMsMax: 60_000,
  };
}

describe('an owner of state', () => {
  it('gets past an epoch that was claimed in an emptied cache by an owner that never committed', async () => {
    const own = await ownership();
    const first = await OwnedState.open(own);
    await first.commit({ states: new Map(), progress: { ...first.progress, inputOffset: 7 }, outputs: [] });
    await first.close();
    const store = memoryStateStore();
    await store.claim(PARTITION, 5);
    const emptied = { ...own, store };
    for (let attempt = 2; attempt < 5; attempt++) {
      await expect(OwnedState.open(emptied)).rejects.toMatchObject({ code: 'fenced' });
    }
    const owned = await OwnedState.open(emptied);
    expect(owned.progress).toMatchObject({ inputOffset: 7, ownerEpoch: 5 });
    await owned.close();
  });

  it('says that it gets on while it fills its cache from the log', async () => {
    const own = await ownership();
    await (await OwnedState.open(own)).close();
    let parts = 0;
    const owned = await OwnedState.open({ ...own, store: memoryStateStore(), gotOn: () => (parts += 1) });
    expect(parts).toBeGreaterThan(0);
    await owned.close();
  });
});
