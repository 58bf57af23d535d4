import { EVENT_BYTES, EventWriter, markerOf, messageIdOf, numbersIn } from './events';

const bodyOf = (run: string, numbers: readonly number[]): Buffer => {
  const writer = new EventWriter(run);
  const events = numbers.map((number) => {
    const bytes = Buffer.alloc(EVENT_BYTES);
    writer.write(bytes, 0, { number, mixed: true });
    return bytes.toString();
  });
  return Buffer.from(`{"batch":[${events.join(',')}]}`);
};

const eventsIn = (body: Buffer): readonly Readonly<Record<string, unknown>>[] =>
  (JSON.parse(body.toString()) as { batch: Readonly<Record<string, unknown>>[] }).batch;

const NUMBERS = Array.from({ length: 2_000 }, (_, i) => i * 4_999);

describe('an event of the load', () => {
  it('is JSON of exactly the size that other systems were measured with', () => {
    for (const event of eventsIn(bodyOf('run', NUMBERS))) expect(JSON.stringify(event)).toHaveLength(EVENT_BYTES);
  });

  it('is found by its number in any body, those of other runs are not', () => {
    expect(numbersIn(bodyOf('run', NUMBERS), markerOf('run'))).toEqual(NUMBERS);
    expect(numbersIn(bodyOf('run', NUMBERS), markerOf('other'))).toEqual([]);
  });

  it('is not found where it is only named as the cause of a merge', () => {
    const named = `{"identity":[{"cause":{${markerOf('run')}000000007"}}],"events":[{${markerOf('run')}000000008","type":"track"}]}`;
    expect(numbersIn(Buffer.from(named), markerOf('run'))).toEqual([8]);
  });

  it('has the id that its run and number say', () => {
    expect(eventsIn(bodyOf('run', [7, 123_456_789])).map(({ messageId }) => messageId)).toEqual([
      messageIdOf('run', 7),
      'run-123456789',
    ]);
  });

  it('is an identify in one of twenty, of every user', () => {
    const identifies = eventsIn(
      bodyOf(
        'run',
        Array.from({ length: 40_000 }, (_, i) => i),
      ),
    ).filter(({ type }) => type === 'identify');
    expect(identifies).toHaveLength(2_000);
    expect(new Set(identifies.map(({ userId }) => userId)).size).toBeGreaterThan(800);
  });
});
