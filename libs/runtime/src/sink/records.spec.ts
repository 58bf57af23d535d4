import type { Update } from '@tutti/contracts';
import { keyOf } from '@tutti/contracts';
import { historyOf } from '@tutti/testing';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import type { Arrival } from './records';
import { SinkRecords } from './records';

const [UPDATE] = historyOf('ann', [{ step: 1, events: 1 }]);
const RESERVED = keyOf.any('__progress');

describe('a record of updates', () => {
  let platform: TestPlatform;
  beforeEach(async () => (platform = await testPlatform()));
  afterEach(() => platform.close());

  function arrivalOf(value: Buffer, key = keyOf.profile(UPDATE!.profile.id)): Promise<Arrival> {
    const { wire, partitionOf } = platform;
    const topics = { updates: 'updates', deadLetters: 'dead-letters' };
    const records = new SinkRecords({ wire, topics, partitionOf, service: 'sink.crm', partition: 0, partitions: 1 });
    return records.arrivalOf({ offset: 7, timestamp: 0, key, value, headers: {} });
  }

  const encoded = (update: Update): Buffer => platform.wire.encode('updates', update);

  it('is no update when a document of it would be no JSON', async () => {
    const causes = UPDATE!.causes.map((event) => ({ ...event, properties: '{"revenue":' }));
    expect(await arrivalOf(encoded({ ...UPDATE!, causes }))).toMatchObject({
      kind: 'letter',
      letter: { code: 'bad-value', violations: [{ field: 'causes', reason: 'is not JSON' }], record: { offset: 7 } },
    });
    expect(await arrivalOf(encoded(UPDATE!))).toMatchObject({ kind: 'update' });
  });

  it('is no update under a key that a sink keeps its own progress by', async () => {
    const profile = { ...UPDATE!.profile, id: RESERVED as never };
    const arrival = await arrivalOf(encoded({ ...UPDATE!, profile }), RESERVED as never);
    expect(arrival).toMatchObject({ kind: 'letter', letter: { code: 'wrong-key' } });
  });

  it('keeps nothing of the fetch that it came in, whether it can be read or not', async () => {
    const fetched = Buffer.alloc(1024 * 1024);
    for (const bytes of [encoded(UPDATE!), Buffer.from('not avro')]) {
      bytes.copy(fetched);
      const arrival = await arrivalOf(fetched.subarray(0, bytes.length));
      const { record } = arrival.kind === 'update' ? arrival.entry : arrival.kind === 'letter' ? arrival.letter : {};
      expect(record!.value!.buffer).not.toBe(fetched.buffer);
      expect(record!.value!.equals(bytes)).toBe(true);
    }
  });
});
