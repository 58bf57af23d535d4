import fc from 'fast-check';
import type { Commit, NewRecord, TopicPartition } from '../ports';
import type { Bench } from './bench';
import { record, WHOLE } from './bench';

/** Partition numbers to write to, one list per commit. */
const commits = fc.array(fc.array(fc.nat(1), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

/** What a writer and an appender promise. */
export function writingLaws(bench: () => Bench): void {
  it('keeps every committed record of every partition, in order, where the commit said', async () => {
    const { topic, writer, name, readAll } = bench();
    const law = fc.asyncProperty(commits, async (plan) => {
      const to = await topic(2);
      const owner = await writer(name());
      const expected = new Map<string, string>();
      for (const [n, partitions] of plan.entries()) {
        const records = partitions.map((partition, m) => record({ topic: to, partition }, `${n}.${m}`));
        expectPlaces(expected, records, await owner.commit(records));
      }
      const found = await Promise.all([0, 1].map((partition) => readAll({ topic: to, partition })));
      const places = found.flatMap((records, partition) =>
        records.map(({ offset, value }) => [`${to}/${partition}@${offset}`, String(value)] as const),
      );
      expect(new Map(places)).toEqual(expected);
      await owner.close();
    });
    await fc.assert(law, { numRuns: 4 });
  });

  it('takes more in one commit than fits in one request', async () => {
    const { topic, writer, name, readAll } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const small = Array.from({ length: 4_500 }, (_, n) => record(to, `small ${n}`));
    const large = Array.from({ length: 8 }, (_, n) => ({ ...record(to, ''), value: Buffer.alloc(300_000, n) }));
    await (await writer(name())).commit([...small, ...large]);
    const read = await readAll(to);
    expect(read).toHaveLength(4_508);
    const differs = [...small, ...large].findIndex(
      ({ value }, n) => value?.equals(read[n]?.value ?? Buffer.of(1)) !== true,
    );
    expect(differs).toBe(-1);
  });

  it('two writers and an appender share a partition without losing or mixing up what each wrote', async () => {
    const { log, topic, writer, name, values } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const [one, two] = [await writer(name()), await writer(name())];
    const appender = log.appender();
    for (let n = 0; n < 5; n += 1) {
      await Promise.all([
        one.commit([record(to, `one ${n}`), record(to, `one ${n}`)]),
        two.commit([record(to, `two ${n}`), record(to, `two ${n}`)]),
        appender.append([record(to, `new ${n}`)]),
      ]);
    }
    const read = await values(to);
    for (const who of ['one', 'two', 'new']) {
      const times = who === 'new' ? 1 : 2;
      const expected = Array.from({ length: 5 * times }, (_, n) => `${who} ${Math.floor(n / times)}`);
      expect(read.filter((value) => value?.startsWith(who))).toEqual(expected);
    }
  });

  it('commits a group position with the records, or alone, for the next owner to read', async () => {
    const { log, topic, writer, name } = bench();
    const from = { topic: await topic(1), partition: 0 };
    const [group, id] = [name(), name()];
    const first = await writer(id);
    expect(await log.groupOffset(group, from)).toBeUndefined();
    await first.commit([record(from, 'with')], { ...from, group, offset: 7 });
    const second = await writer(id);
    expect(await log.groupOffset(group, from)).toBe(7);
    expect(await second.commit([], { ...from, group, offset: 9 })).toMatchObject({ kind: 'committed' });
    await writer(id);
    expect(await log.groupOffset(group, from)).toBe(9);
  });

  it('a commit that cannot be made as a whole is not made in part, and the writer is used up', async () => {
    const { topic, writer, name, values } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const [id, nowhere] = [name(), { topic: to.topic, partition: 7 }];
    const owner = await writer(id);
    expect(await owner.commit([record(to, 'half'), record(nowhere, 'half')])).toMatchObject({ kind: 'unknown' });
    expect(await owner.commit([record(to, 'after')])).toMatchObject({ kind: 'unknown' });
    await (await writer(id)).commit([record(to, 'next')]);
    expect(await values(to)).toEqual(['next']);
  });

  it('an append that may be lost is doubtful, and the next one starts afresh', async () => {
    const { log, topic, values } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const appender = log.appender();
    const lost = appender.append([record({ ...to, partition: 7 }, 'nowhere')]);
    await expect(lost).rejects.toMatchObject({ code: 'doubtful' });
    await appender.append([record(to, 'afresh')]);
    expect(await values(to)).toEqual(['afresh']);
  });

  it('markers take offsets, so offsets have gaps', async () => {
    const { log, topic, writer, name } = bench();
    const to = { topic: await topic(1), partition: 0 };
    const owner = await writer(name());
    await owner.commit([record(to, 'a')]);
    await owner.commit([record(to, 'b')]);
    const { records } = await log.reader(to).read(0, { ...WHOLE, waitMsMax: 1_000 });
    expect(records[0]?.offset).toBe(0);
    expect((await log.boundsOf(to)).end).toBeGreaterThan(2);
  });
}

/** Adds where each record must be found. */
function expectPlaces(expected: Map<string, string>, records: readonly NewRecord[], commit: Commit): void {
  if (commit.kind !== 'committed') throw new Error(`the commit ended ${commit.kind}`);
  const next = new Map([...commit.offsets].map(([partition, { first }]) => [partition, first]));
  for (const { value, ...to } of records) {
    const partition = nameOf(to);
    const offset = next.get(partition) ?? Number.NaN;
    next.set(partition, offset + 1);
    expected.set(`${partition}@${offset}`, String(value));
  }
  const ends = [...commit.offsets].map(([partition, { last }]) => [partition, last + 1] as const);
  expect(next).toEqual(new Map(ends));
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
