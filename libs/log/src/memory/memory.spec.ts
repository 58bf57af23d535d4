import { logLaws } from '../laws';
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
});
