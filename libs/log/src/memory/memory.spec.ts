import { logLaws } from '../laws';
import type { NewRecord } from '../ports';
import { benchOf, record, WHOLE } from '../laws/bench';
import { memoryLog } from './log';

logLaws('memory', memoryLog);

describe('a log in memory', () => {
  it('ends a commit under way when a successor opens, and its records leave a gap', async () => {
    const { log, topic, name, writer, readAll } = benchOf(memoryLog());
    const to = { topic: await topic(1), partition: 0 };
    const id = name();
    const first = await writer(id);
    const commit = first.commit([record(to, 'unfinished')]);
    const second = await writer(id);
    expect(await commit).toEqual({ kind: 'fenced' });
    await second.commit([record(to, 'next')]);
    expect((await readAll(to)).map(({ offset, value }) => [offset, String(value)])).toEqual([[2, 'next']]);
    expect(await log.boundsOf(to)).toEqual({ start: 0, end: 4 });
  });

  it('shows nothing beyond a transaction that is still open', async () => {
    const { log, topic, name, writer } = benchOf(memoryLog());
    const to = { topic: await topic(1), partition: 0 };
    const owner = await writer(name());
    const reader = log.reader(to);
    const commit = owner.commit([record(to, 'first')]);
    expect(await reader.read(0, WHOLE)).toEqual({ records: [], nextOffset: 0, start: 0, end: 1 });
    await commit;
    expect((await reader.read(0, WHOLE)).records).toHaveLength(1);
  });

  it('compacts to the newest record of each key, leaves gaps that are read over, and spares what is undecided', async () => {
    const memory = memoryLog();
    const { topic, name, writer, readAll } = benchOf(memory);
    const to = { topic: await topic(1), partition: 0 };
    const owner = await writer(name());
    const keyed = (key: string, text: string | null): NewRecord => ({
      ...{ ...to, key, headers: {} },
      value: text === null ? null : Buffer.from(text),
    });
    await owner.commit([keyed('a', 'a1'), keyed('b', 'b1'), keyed('a', 'a2'), keyed('c', 'c1')]);
    await owner.commit([keyed('c', null), keyed('a', 'a3')]);
    const told = async (from = 0): Promise<unknown> =>
      (await readAll(to, from)).map(({ offset, value }) => [offset, value === null ? null : String(value)]);
    expect(memory.compact(to, 6)).toBe(2);
    const compacted = [
      [1, 'b1'],
      [2, 'a2'],
      [5, null],
      [6, 'a3'],
    ];
    expect(await told()).toEqual(compacted);
    expect(await told(3)).toEqual(compacted.slice(2));
    expect(await memory.boundsOf(to)).toEqual({ start: 0, end: 8 });
    const commit = owner.commit([keyed('b', 'b2')]);
    expect(memory.compact(to, 100)).toBe(1);
    await commit;
    expect(await told()).toEqual([
      [1, 'b1'],
      [5, null],
      [6, 'a3'],
      [8, 'b2'],
    ]);
  });
});
