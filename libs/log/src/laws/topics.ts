import type { Bench } from './bench';
import { record } from './bench';

/** What can be known about topics. */
export function topicLaws(bench: () => Bench): void {
  it('creates what is missing and leaves alone what exists', async () => {
    const { log, name } = bench();
    const [old, fresh] = [name(), name()];
    expect(await log.createTopics([{ topic: old, partitions: 3, config: {} }])).toEqual([old]);
    const both = [old, fresh].map((topic) => ({ topic, partitions: 5, config: { 'cleanup.policy': 'compact' } }));
    expect(await log.createTopics(both)).toEqual([fresh]);
    expect(await Promise.all([old, fresh].map((topic) => log.partitionsOf(topic)))).toEqual([3, 5]);
    expect(await log.topics()).toEqual(expect.arrayContaining([old, fresh]));
  });

  it('has a name of its own', async () => {
    const { log } = bench();
    expect(await log.id()).toMatch(/\S/);
    expect(await log.id()).toBe(await log.id());
  });

  it('says when there is no such topic', async () => {
    const { log, name } = bench();
    await expect(log.partitionsOf(name())).rejects.toMatchObject({ code: 'no-topic' });
    await expect(log.boundsOf({ topic: name(), partition: 0 })).rejects.toMatchObject({ code: 'no-topic' });
  });

  it('bounds grow with what is appended, each partition for itself', async () => {
    const { log, topic } = bench();
    const to = await topic(2);
    const [left, right] = [0, 1].map((partition) => ({ topic: to, partition }));
    if (left === undefined || right === undefined) throw new Error('no partitions');
    await log.appender().append([record(left, 'a'), record(left, 'b'), record(right, 'c')]);
    expect(await log.boundsOf(left)).toEqual({ start: 0, end: 2 });
    expect(await log.boundsOf(right)).toEqual({ start: 0, end: 1 });
  });

  it('timestamps are the time of the append', async () => {
    const { log, topic, readAll } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const before = Date.now();
    await log.appender().append([record(to, 'now')]);
    const [read] = await readAll(to);
    expect(read?.timestamp).toBeGreaterThanOrEqual(before);
    expect(read?.timestamp).toBeLessThanOrEqual(Date.now());
  });
}
