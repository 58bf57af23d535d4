import type { HttpBench } from './bench';
import { httpBench, SHOP } from './bench';

const track = { type: 'track', event: 'Ordered', userId: 'u1', messageId: 'm1' };

let bench: HttpBench;
beforeEach(async () => {
  bench = await httpBench();
});
afterEach(() => bench.app.close());

describe('a batch', () => {
  it('accepts what it can, lists the rest, and keeps it', async () => {
    const tooLarge = { ...track, messageId: 'm3', properties: { text: 'x'.repeat(33_000) } };
    const answer = await bench.post('/v1/batch', {
      batch: [track, { ...track, userId: '0', messageId: 'm2' }, tooLarge, 7],
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      success: true,
      rejected: [
        { index: 1, messageId: 'm2', field: 'userId', reason: expect.stringContaining('blocked value') },
        { index: 2, messageId: 'm3', field: '', reason: expect.stringContaining('larger than') },
        { index: 3, messageId: null, field: '', reason: 'must be a JSON object' },
      ],
    });
    expect(await bench.events()).toMatchObject([{ messageId: 'm1' }]);
    const letters = await bench.letters();
    expect(letters.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))).toEqual(
      expect.arrayContaining([{ ...track, userId: '0', messageId: 'm2' }, tooLarge, 7]),
    );
  });

  it('of good events rejects none', async () => {
    const answer = await bench.post('/v1/b', { batch: [track, { ...track, messageId: 'm2' }] });
    expect(answer.json()).toEqual({ success: true, rejected: [] });
    expect(await bench.events()).toHaveLength(2);
  });

  it('of which nothing is accepted is answered 400, with the place of every fault', async () => {
    const answer = await bench.post('/v1/batch', { batch: [{ type: 'track', userId: 'u' }, {}] });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'nothing-accepted',
      violations: [{ field: 'batch.0.event' }, { field: 'batch.1.type' }],
      rejected: [{ index: 0 }, { index: 1 }],
    });
    expect(await bench.letters()).toHaveLength(2);
  });

  it('that is none is answered 400 and kept whole', async () => {
    const answer = await bench.post('/v1/batch', { batch: 'x' });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { code: 'invalid-batch', violations: [{ field: 'batch' }] },
    ]);
    expect(await bench.letters()).toMatchObject([{ code: 'invalid-batch' }]);
  });

  it('nested too deep to be written again is kept with the request around it', async () => {
    const body = `{"batch":[${JSON.stringify(track)},${'['.repeat(50_000)}${']'.repeat(50_000)}]}`;
    const answer = await bench.post('/v1/batch', Buffer.from(body));
    expect(answer.json()).toMatchObject({ success: true, rejected: [{ index: 1 }] });
    const [letter] = await bench.letters();
    expect(Buffer.from(letter?.bytes ?? []).toString()).toBe(body);
  });

  it('may hold 2,500 events; those after them are refused', async () => {
    bench = await httpBench({ sources: [{ ...SHOP, eventsPerSecond: 100_000 }] });
    const small = { type: 'identify', userId: 'u1' };
    const answer = await bench.post('/v1/batch', { batch: Array.from({ length: 2_501 }, () => small) });
    expect(answer.json()).toMatchObject({ success: true, rejected: [{ index: 2_500 }] });
    expect(await bench.events()).toHaveLength(2_500);
  });

  it('imported is marked as history, and has to say when it happened', async () => {
    const answer = await bench.post('/v1/import', { batch: [{ ...track, timestamp: '1997-01-12' }, track] });
    expect(answer.json()).toMatchObject({ success: true, rejected: [{ index: 1, field: 'timestamp' }] });
    const [record] = await bench.read('tutti.identity.in.v1');
    expect(record?.headers['mode']).toBe('backfill');
    expect(await bench.events()).toMatchObject([{ eventTime: Date.UTC(1997, 0, 12) }]);
  });
});
