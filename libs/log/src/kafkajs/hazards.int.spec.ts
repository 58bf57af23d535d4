import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commandOf, describeWith, KafkaProxy } from '@tutti/testing';
import { Kafka, logLevel } from 'kafkajs';
import type { Bench } from '../laws/bench';
import { benchOf, LONG, record, WHOLE } from '../laws/bench';
import { Brokers, nameOf } from './brokers';
import { kafkaClient } from './client';
import { kafkajsLog } from './log';
import { transact } from './transaction';

const upstream = process.env.TUTTI_BROKERS?.split(',')[0] ?? '';
jest.setTimeout(60_000);

let proxy: KafkaProxy;
let bench: Bench;

beforeEach(async () => {
  if (upstream === '') return;
  proxy = await KafkaProxy.open({ upstream });
  bench = benchOf(kafkajsLog({ brokers: proxy.brokers, clientId: 'hazards' }));
});
afterEach(async () => {
  await bench?.log.close();
  await proxy?.close();
});

/** Counts requests of a kind and changes nothing. */
const counted = (api: 'FindCoordinator' | 'JoinGroup' | 'Produce', id: string): (() => number) =>
  proxy.rule({ api, id, action: { kind: 'delay', at: 'request', ms: 0 } }).hits;

describeWith(['stack'], 'what kafkajs would do to us', () => {
  it('a coordinator is looked up once per owner, not in every transaction, and anew by the next owner (H10)', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const id = bench.name();
    const lookUps = counted('FindCoordinator', id);
    const writer = await bench.writer(id);
    const asked = lookUps(); // more than once where the broker has just started
    for (const text of ['a', 'b', 'c']) await writer.commit([record(to, text)]);
    expect([asked > 0, lookUps()]).toEqual([true, asked]);
    proxy.rule({ api: 'EndTxn', id, times: 1, action: { kind: 'refuse', at: 'request', error: 'NOT_COORDINATOR' } });
    expect(await writer.commit([record(to, 'moved')])).toMatchObject({ kind: 'unknown' });
    expect(await (await bench.writer(id)).commit([record(to, 'd')])).toMatchObject({ kind: 'committed' });
    expect(lookUps()).toBeGreaterThan(asked);
    expect(await bench.values(to)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('one partition is read from any offset, and no group is joined for it (H15)', async () => {
    const to = { topic: await bench.topic(2), partition: 1 };
    await bench.log.appender().append(['a', 'b', 'c'].map((text) => record(to, text)));
    const joins = counted('JoinGroup', 'hazards');
    expect((await bench.readAll(to, 1)).map(({ value }) => String(value))).toEqual(['b', 'c']);
    expect(joins()).toBe(0);
  });

  it('records that are gone are an error, not a silent jump to the end of the log (H17)', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    await bench.log.appender().append(['a', 'b', 'c'].map((text) => record(to, text)));
    const admin = new Kafka({ brokers: [upstream], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.fetchTopicOffsets(to.topic);
    await admin.deleteTopicRecords({ topic: to.topic, partitions: [{ partition: 0, offset: '2' }] });
    await admin.disconnect();
    await expect(bench.log.reader(to).read(1, WHOLE)).rejects.toMatchObject({ code: 'out-of-range' });
    expect(await bench.log.reader(to).read(2, WHOLE)).toMatchObject({ start: 2, end: 3 });
  });

  it('a member that may not stay in its group says so, instead of living on without work (H18)', async () => {
    const topic = await bench.topic(1);
    const group = bench.name();
    const member = bench.log.member({ group, topics: [topic] });
    const failed = new Promise((resolve) => {
      void member.join({ assigned: () => undefined, failed: resolve });
    });
    proxy.rule({
      api: 'Heartbeat',
      id: group,
      action: { kind: 'refuse', at: 'request', error: 'GROUP_AUTHORIZATION_FAILED' },
    });
    expect(await failed).toMatchObject({ code: 'fatal' });
  });

  it('a member that was not answered for a session holds nothing, before others are given what it had (H19)', async () => {
    const [topic, group] = [await bench.topic(1), bench.name()];
    const member = bench.log.member({ group, topics: [topic] });
    await new Promise<void>((resolve, failed) => {
      void member.join({ assigned: () => resolve(), failed });
    });
    const silence = proxy.rule({ api: 'Heartbeat', id: group, action: { kind: 'drop', at: 'request' } });
    await silence.met(1);
    expect(member.holds()).toBe(true);
    while (member.holds()) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(silence.hits()).toBe(1);
    silence.remove();
    await member.leave();
  }, 20_000);

  it('an idle process sleeps: writers and readers that wait arm no timers (H22)', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    for (let n = 0; n < 8; n += 1) await (await bench.writer(bench.name())).commit([record(to, `${n}`)]);
    const reader = bench.log.reader(to);
    const { end } = await bench.log.boundsOf(to);
    await reader.read(end, { ...LONG, waitMsMax: 1 });
    const armed = jest.spyOn(global, 'setTimeout');
    await reader.read(end, { ...LONG, waitMsMax: 1_000 });
    const timers = armed.mock.calls.length;
    armed.mockRestore();
    expect(timers).toBeLessThan(20);
  });

  it('a kept value does not keep the megabyte that it came with (H24)', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const large = { ...record(to, 'large'), value: Buffer.alloc(500_000) };
    await bench.log.appender().append([record(to, 'small'), large, large]);
    const [small] = await bench.readAll(to);
    expect(small?.value?.buffer.byteLength).toBeLessThanOrEqual(Buffer.poolSize);
  });
});

describeWith(['stack'], 'sequence numbers', () => {
  it('go on after 2,147,483,647, when a writer has lived that long (H9)', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const brokers = new Brokers(kafkaClient({ brokers: [upstream], clientId: 'wrap' }));
    const id = bench.name();
    const coordinator = await brokers.coordinator('transaction', id);
    const { producerId, producerEpoch } = await coordinator.initProducerId({
      transactionalId: id,
      transactionTimeout: 6_000,
    });
    // The broker takes any number as the first one of a partition.
    const sequences = new Map([[nameOf(to), 2 ** 31 - 8]]);
    const identity = { transactionalId: id, producerId, producerEpoch };
    const owner = { brokers, coordinator, identity, sequences, groupCoordinators: new Map(), leaders: new Map() };
    for (const batch of ['a', 'b', 'c']) {
      await transact(
        owner,
        Array.from({ length: 5 }, (_, n) => record(to, `${batch}${n}`)),
        undefined,
      );
    }
    await brokers.close();
    expect(sequences.get(nameOf(to))).toBe(7);
    expect(await bench.values(to)).toHaveLength(15);
  });
});

describeWith(['stack'], 'what a broker refuses for good', () => {
  it('ends as an error that names topic, key and size, and is not tried again for ever', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const id = bench.name();
    const writer = await bench.writer(id);
    const produced = counted('Produce', id);
    const large = { ...record(to, 'x'), key: 'customer-17', value: Buffer.alloc(2_000_000) };
    const commit = writer.commit([record(to, 'small'), large]);
    await expect(commit).rejects.toMatchObject({
      code: 'fatal',
      message: expect.stringContaining(`for ${to.topic}/0`),
    });
    await expect(commit).rejects.toThrow(/MESSAGE_TOO_LARGE; .* key of 11 bytes and is about 20000\d\d bytes/);
    await expect(commit).rejects.not.toThrow('customer-17');
    const sent = produced();
    await expect(writer.commit([record(to, 'after')])).rejects.toMatchObject({ code: 'fatal' });
    expect(produced()).toBe(sent);
    await (await bench.writer(id)).commit([record(to, 'successor')]);
    expect(await bench.values(to)).toEqual(['successor']);
  });

  it('ends as an error of the appender as well', async () => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const appender = bench.log.appender();
    const large = { ...record(to, 'x'), value: Buffer.alloc(2_000_000) };
    await expect(appender.append([large])).rejects.toMatchObject({ code: 'fatal' });
    await appender.append([record(to, 'after')]);
    expect(await bench.values(to)).toEqual(['after']);
  });

  it.each([
    ['Produce', 'TOPIC_AUTHORIZATION_FAILED'],
    ['Produce', 'INVALID_RECORD'],
    ['AddPartitionsToTxn', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    ['EndTxn', 'UNSUPPORTED_VERSION'],
  ] as const)('is no doubt: %s with %s', async (api, error) => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const id = bench.name();
    const writer = await bench.writer(id);
    proxy.rule({ api, id, times: 1, action: { kind: 'refuse', at: 'request', error } });
    await expect(writer.commit([record(to, 'refused')])).rejects.toMatchObject({ code: 'fatal' });
    await bench.writer(id);
    expect(await bench.values(to)).toEqual([]);
  });
});

describeWith(['stack', 'kcat'], 'records of a client on librdkafka', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('are read, packed with %s', async (codec) => {
    const to = { topic: await bench.topic(1), partition: 0 };
    const text = 'what is said twice, is said twice. '.repeat(100);
    const words = ['-P', '-b', upstream, '-t', to.topic, '-z', codec, '-K', ':'];
    const run = promisify(execFile)(commandOf('kcat'), words);
    run.child.stdin?.end(['a', 'b', 'c'].map((key) => `${key}:${key} ${text}\n`).join(''));
    await run;
    const records = await bench.readAll(to);
    expect(records.map(({ key, value }) => [key, String(value)])).toEqual(
      ['a', 'b', 'c'].map((key) => [key, `${key} ${text}`]),
    );
  });
});
