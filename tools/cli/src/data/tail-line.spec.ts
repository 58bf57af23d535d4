import { profileRecord } from '@tutti/contracts';
import type { UpdateSketch } from '@tutti/testing';
import { updateOf, versionOf } from '@tutti/testing';
import { namedTopic } from './follow';
import { tailDocument, tailLine } from './tail-line';

const record = { offset: 7, timestamp: 0, key: 'k', value: null, headers: { mode: 'live' } };
const followed = { topic: 'tutti.config.v1', partition: 0, record, problem: undefined };

describe('tail', () => {
  it('opens JSON that stands in text fields', () => {
    const value = { revision: 1, workspace: '{"sources":[]}', hash: 'h', secret: '', by: 'me', at: 0 };
    expect(tailDocument({ ...followed, value })).toMatchObject({ offset: 7, value: { workspace: { sources: [] } } });
    expect(tailLine({ ...followed, value })).toContain('0/7 k {"revision":1,"workspace":{"sources":[]}');
  });

  it('leaves the value of an identifier as it stands', () => {
    const identifier = { type: 'userId', value: '1571', key: 'k' };
    const value = { identifiers: [identifier], traits: { seats: { value: '7', messageId: 'm' } } };
    expect(tailDocument({ ...followed, value: value as never })).toMatchObject({
      value: { identifiers: [identifier], traits: { seats: { value: 7 } } },
    });
  });

  it('says what a record without a value is', () => {
    expect(tailLine({ ...followed, value: undefined })).toBe('0/7 k tombstone');
    expect(tailLine({ ...followed, value: undefined, problem: 'no Avro' })).toBe('0/7 k no Avro');
  });

  it('says in words where a profile came in, went away or lives again', () => {
    const lineOf = (sketch: UpdateSketch, change: object = {}): string =>
      tailLine({ ...followed, value: { ...updateOf(sketch), ...change } });
    expect(lineOf({ version: 1 })).toMatch(/^0\/7 k \{"profile"/);
    expect(lineOf({ version: 2, absorbed: 'p2' })).toMatch(/^0\/7 k took in p2 \(userId:p2\) \{"profile"/);
    expect(lineOf({ version: 3, mergedInto: 'p2' })).toMatch(/^0\/7 k merged into p2 \{"profile"/);
    expect(lineOf({ version: 4, deleted: true })).toMatch(/^0\/7 k erased \{"profile"/);
    const identity = {
      kind: 'split',
      other: 'p3',
      identifiers: [{ type: 'email', value: 'a@b.c', key: 'k' }],
      cause: null,
    };
    expect(lineOf({ version: 5 }, { identity })).toContain('k split off p3 (email:a@b.c) {');
    expect(lineOf({ version: 6 }, { identity: { ...identity, kind: 'restored' } })).toContain(
      'k lives again, apart from p3 {',
    );
    const told = profileRecord.profile(versionOf({ version: 7, fate: 'merged' }));
    expect(tailLine({ ...followed, value: told })).toMatch(/^0\/7 k merged into p9 \{"profile":\{"snapshot"/);
  });

  it('finds topics by short name, full name and filled-in template', () => {
    expect(namedTopic('updates', 'tutti')).toEqual({ topic: 'updates', name: 'tutti.updates.v1', parameter: '' });
    expect(namedTopic('tutti.updates.v1', 'tutti')).toEqual({
      topic: 'updates',
      name: 'tutti.updates.v1',
      parameter: '',
    });
    expect(namedTopic('destination.crm.state', 'x')).toEqual({
      topic: 'destination.state',
      name: 'x.destination.crm.state.v1',
      parameter: 'crm',
    });
    expect(namedTopic('source.backend', 'tutti')).toEqual({
      topic: 'source',
      name: 'tutti.source.backend.v1',
      parameter: 'backend',
    });
    expect(namedTopic('update', 'tutti')).toBeUndefined();
  });
});
