import fc from 'fast-check';
import { array, int16, int32, int64, string } from './bytes';
import { answerOf, bodyOf, correlationOf, framer, requestHeader } from './frames';

describe('a stream of frames', () => {
  it('is cut into the same frames however its chunks fall', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 6 });
    const law = fc.property(bodies, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (parts, sizes) => {
      const frames = parts.map((part) => Buffer.concat([int32(part.length), part]));
      const split = framer();
      expect(chunks(Buffer.concat(frames), sizes).flatMap((chunk) => split(chunk))).toEqual(frames);
    });
    fc.assert(law);
  });

  it('is refused when it is not one of Kafka', () => {
    expect(() => framer()(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow('its length is');
  });

  it('says of each request what it is, and of each answer whose it is', () => {
    const body = Buffer.concat([int16(26), int16(1), int32(7), string('stage'), int64(5)]);
    const request = Buffer.concat([int32(body.length), body]);
    const header = requestHeader(request);
    expect(header).toEqual({ apiKey: 26, version: 1, correlationId: 7, clientId: 'stage', bodyAt: 19 });
    const answer = answerOf(7, array([int16(1)]));
    expect(correlationOf(answer)).toBe(7);
    expect(bodyOf(answer)).toEqual(array([int16(1)]));
    expect(framer()(answer)).toEqual([answer]);
  });
});

function chunks(bytes: Buffer, sizes: Iterator<number>): Buffer[] {
  const all: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += all.at(-1)?.length ?? 0) {
    all.push(bytes.subarray(at, at + Number(sizes.next().value)));
  }
  return all;
}
