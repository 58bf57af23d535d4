import type { Bench } from './bench';
import { record } from './bench';

/** What holds when a transactional id changes hands. */
export function fencingLaws(bench: () => Bench): void {
  it('the first owner is fenced as soon as a second has opened, and nothing of it is seen', async () => {
    const { log, topic, writer, name, values } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const [id, group] = [name(), name()];
    const first = await writer(id);
    expect(await first.commit([record(to, 'in time')])).toMatchObject({ kind: 'committed' });
    const second = await writer(id);
    expect(await first.commit([record(to, 'too late')], { ...to, group, offset: 1 })).toEqual({ kind: 'fenced' });
    expect(await first.commit([record(to, 'still too late')])).toEqual({ kind: 'fenced' });
    await second.commit([record(to, 'new owner')]);
    expect(await values(to)).toEqual(['in time', 'new owner']);
    expect(await log.groupOffset(group, to)).toBeUndefined();
  });

  it('a commit under way when a successor opens is made as a whole or not at all, as its answer says', async () => {
    const { topic, writer, name, values } = bench();
    const to = await topic(2);
    const partitions = [0, 1].map((partition) => ({ topic: to, partition }));
    for (let n = 0; n < 5; n += 1) {
      const id = name();
      const first = await writer(id);
      const [commit, second] = await Promise.all([
        first.commit(partitions.map((partition) => record(partition, id))),
        writer(id),
      ]);
      await second.commit(partitions.map((partition) => record(partition, `after ${id}`)));
      const seen = await Promise.all(partitions.map(async (partition) => (await values(partition)).includes(id)));
      expect(seen[0]).toBe(seen[1]);
      if (commit.kind !== 'unknown') expect(seen[0]).toBe(commit.kind === 'committed');
    }
  });

  it('owners of different ids do not fence each other', async () => {
    const { topic, writer, name, values } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const [one, two] = [await writer(name()), await writer(name())];
    await two.commit([record(to, 'two')]);
    expect(await one.commit([record(to, 'one')])).toMatchObject({ kind: 'committed' });
    expect(await values(to)).toEqual(['two', 'one']);
  });

  it('a writer is opened once and then used, and not after it was closed', async () => {
    const { log, topic, writer, name } = bench();
    const to = { topic: await topic(1), partition: 0 };
    await expect(log.writer(name()).commit([record(to, 'early')])).rejects.toMatchObject({ code: 'closed' });
    const owner = await writer(name());
    await expect(owner.open()).rejects.toMatchObject({ code: 'fatal' });
    await owner.close();
    await expect(owner.commit([record(to, 'late')])).rejects.toMatchObject({ code: 'closed' });
  });
}
