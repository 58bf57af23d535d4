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
