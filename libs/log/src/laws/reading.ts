import fc from 'fast-check';
import type { NewRecord } from '../ports';
import type { Bench } from './bench';
import { LONG, record, WHOLE } from './bench';

const texts = (count: number): string[] => Array.from({ length: count }, (_, n) => `text ${n}`);

/** What a reader may rely on. */
export function readingLaws(bench: () => Bench): void {
  it('hands out what was appended, in order, at the offsets that the append told', async () => {
    const { log, topic, readAll } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const written = await log.appender().append(texts(3).map((text) => record(to, text)));
    const records = await readAll(to);
    expect(records.map(({ value }) => String(value))).toEqual(texts(3));
    expect(written).toEqual(new Map([[`${to.topic}/0`, { first: records[0]?.offset, last: records[2]?.offset }]]));
  });

  it('hands out keys, headers, empty values and tombstones as they were written', async () => {
    const { log, topic, readAll } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const written: readonly NewRecord[] = [
      { ...to, key: 'ключ', value: Buffer.from([0, 255, 0]), headers: { cause: 'ünïcode', empty: '' } },
      { ...to, key: null, value: Buffer.alloc(0), headers: {} },
      { ...to, key: 'gone', value: null, headers: { mode: 'live' } },
    ];
    await log.appender().append(written);
    const read = await readAll(to);
    expect(read.map(({ key, value, headers }) => ({ ...to, key, value, headers }))).toEqual(written);
  });

  it('reads on from any offset, whatever the size of a read', async () => {
    const { topic, writer, name, readAll } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const owner = await writer(name());
    for (const batch of [texts(4), texts(1), texts(7)]) await owner.commit(batch.map((text) => record(to, text)));
    const all = await readAll(to);
    expect(all).toHaveLength(12);
    const law = fc.asyncProperty(fc.nat(14), fc.integer({ min: 1, max: 300 }), async (from, bytesMax) => {
      const expected = all.filter(({ offset }) => offset >= from);
      expect(await readAll(to, from, bytesMax)).toEqual(expected);
    });
    await fc.assert(law, { numRuns: 12 });
  });

  it('waits for a first record and is woken by it', async () => {
    const { log, topic } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const reading = log.reader(to).read(0, LONG);
    await log.appender().append([record(to, 'woken')]);
    expect((await reading).records.map(({ value }) => String(value))).toEqual(['woken']);
  });

  it('answers empty when nothing comes in time', async () => {
    const { log, topic } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const batch = await log.reader(to).read(0, { ...LONG, waitMsMax: 30 });
    expect(batch).toEqual({ records: [], nextOffset: 0, start: 0, end: 0 });
  });

  it('tells the bounds of the log with what it reads', async () => {
    const { log, topic, writer, name } = bench();
    const to = { topic: await topic(1), partition: 0 };
    await (await writer(name())).commit(texts(5).map((text) => record(to, text)));
    const { start, nextOffset, end } = await log.reader(to).read(1, { ...WHOLE, waitMsMax: 1_000 });
    expect({ start, end }).toEqual(await log.boundsOf(to));
    expect({ start, end, nextOffset }).toEqual({ start: 0, end, nextOffset: end });
  });

  it('refuses an offset beyond the end', async () => {
    const { log, topic } = bench();
    const to = { topic: await topic(1), partition: 0 };
    await log.appender().append([record(to, 'only')]);
    await expect(log.reader(to).read(2, WHOLE)).rejects.toMatchObject({ code: 'out-of-range' });
    expect((await log.reader(to).read(1, WHOLE)).records).toEqual([]);
  });

  it('close ends a read under way, and no other is possible', async () => {
    const { log, topic } = bench();
    const reader = log.reader({ topic: await topic(1), partition: 0 });
    const outcome = reader.read(0, LONG).then(
      ({ records }) => records,
      ({ code }) => code,
    );
    await reader.close();
    expect([[], 'closed']).toContainEqual(await outcome);
    await expect(reader.read(0, LONG)).rejects.toMatchObject({ code: 'closed' });
  });
}
