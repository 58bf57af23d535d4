import { array, int16, int32, int64, string } from './bytes';
import { requestHeader } from './frames';
import { isRefusable, refusalTo } from './refusals';

const refusal = (api: 'Produce' | 'Fetch' | 'AddPartitionsToTxn', version: number, body: Buffer): Buffer => {
  const bytes = Buffer.concat([int16(0), int16(version), int32(9), string('c'), body]);
  const request = Buffer.concat([int32(bytes.length), bytes]);
  return refusalTo(api, { header: requestHeader(request), request, error: 'NOT_LEADER_OR_FOLLOWER' });
};
const answer = (body: Buffer): Buffer => Buffer.concat([int32(body.length + 4), int32(9), body]);
const topics = (partitions: readonly Buffer[]): Buffer => array([Buffer.concat([string('t'), array(partitions)])]);
const REFUSED = int16(6);
const NONE = int64(-1);

describe('a request that is refused', () => {
  it('is refused for each partition that it produces to', () => {
    const records = Buffer.concat([int32(3), Buffer.from('abc')]);
    const to = [2, 5].map((partition) => Buffer.concat([int32(partition), records]));
    const body = Buffer.concat([string('id'), int16(-1), int32(5_000), topics(to)]);
    const told = [2, 5].map((partition) => Buffer.concat([int32(partition), REFUSED, NONE, NONE, NONE]));
    expect(refusal('Produce', 7, body)).toEqual(answer(Buffer.concat([topics(told), int32(0)])));
  });

  it('is refused for each partition that it fetches', () => {
    const from = Buffer.concat([int32(3), Buffer.alloc(24)]);
    const told = Buffer.concat([int32(3), REFUSED, NONE, NONE, NONE, int32(0), int32(-1), int32(0)]);
    const expected = Buffer.concat([int32(0), int16(0), int32(0), topics([told])]);
    expect(refusal('Fetch', 11, Buffer.concat([Buffer.alloc(25), topics([from])]))).toEqual(answer(expected));
  });

  it('is refused for each partition that it adds to a transaction', () => {
    const body = Buffer.concat([string('id'), int64(1), int16(0), topics([int32(0), int32(1)])]);
    const told = [0, 1].map((partition) => Buffer.concat([int32(partition), REFUSED]));
    expect(refusal('AddPartitionsToTxn', 1, body)).toEqual(answer(Buffer.concat([int32(0), topics(told)])));
  });

  it('cannot be refused in a layout that is not known', () => {
    expect(() => refusal('Produce', 13, Buffer.alloc(0))).toThrow('refusing Produce version 13');
    expect(isRefusable('JoinGroup')).toBe(false);
  });
});
