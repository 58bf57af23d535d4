import { readdressed } from './addresses';
import { array, int16, int32, string } from './bytes';
import { answerOf } from './frames';

const behind = async ({ port }: { readonly port: number }): Promise<{ host: string; port: number }> => ({
  host: 'proxy.example',
  port: port + 1,
});
const broker = (host: string, port: number, rack: Buffer): Buffer =>
  Buffer.concat([int32(4), string(host), int32(port), rack]);

describe('an answer that tells addresses', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])('has those of every broker replaced, in metadata of version %d', async (version) => {
    const rack = version >= 1 ? string(null) : Buffer.alloc(0);
    const metadata = (host: string, offset: number): Buffer =>
      Buffer.concat([
        version >= 3 ? int32(0) : Buffer.alloc(0),
        array([broker(host, 9092 + offset, rack), broker(host, 9093 + offset, rack)]),
        string('what comes after stays'),
      ]);
    const answer = answerOf(3, metadata('k', 0));
    const expected = answerOf(3, metadata('proxy.example', 1));
    expect(await readdressed({ api: 'Metadata', version }, answer, behind)).toEqual(expected);
  });

  it.each([0, 1, 2])('has that of the coordinator replaced, in version %d', async (version) => {
    const found = (host: string, port: number): Buffer =>
      Buffer.concat([
        ...(version >= 1 ? [int32(0), int16(0), string(null)] : [int16(0)]),
        broker(host, port, Buffer.alloc(0)),
      ]);
    const answer = answerOf(3, found('k', 9092));
    const expected = answerOf(3, found('proxy.example', 9093));
    expect(await readdressed({ api: 'FindCoordinator', version }, answer, behind)).toEqual(expected);
  });

  it('is passed on as it is when it is an error or tells none', async () => {
    const error = answerOf(3, Buffer.concat([int32(0), int16(15), string(null), broker('', -1, Buffer.alloc(0))]));
    expect(await readdressed({ api: 'FindCoordinator', version: 2 }, error, behind)).toEqual(error);
    const other = answerOf(3, Buffer.from('anything'));
    expect(await readdressed({ api: 'Produce', version: 7 }, other, behind)).toBe(other);
  });

  it('is an error when it is too new to be understood', async () => {
    const answer = answerOf(3, Buffer.alloc(9));
    await expect(readdressed({ api: 'Metadata', version: 9 }, answer, behind)).rejects.toThrow('too new for the proxy');
  });
});
