import type { AuditRecord, ProfileId } from '@tutti/contracts';
import { auditDocuments, commandDocument } from './documents';

const ID = '00000000000000000000000000000001' as ProfileId;

const asked: AuditRecord = {
  ...{ at: 1, action: 'erase', outcome: 'asked', code: '', detail: '', command: 'c1', by: 'ops', why: 'w' },
  ...{ identifiers: [], profiles: [ID], messageId: null, revision: 1 },
};
const done: AuditRecord = { ...asked, outcome: 'done', by: '', why: '' };
const repeated: AuditRecord = { ...done, outcome: 'nothing', code: 'repeated' };

describe('what came of a command', () => {
  it('is pending as long as nobody answered it, and unknown where nobody asked', () => {
    expect(commandDocument('c1', [asked])).toMatchObject({ id: 'c1', outcome: 'pending', profiles: [ID] });
    expect(commandDocument('c2', [asked, done])).toBeUndefined();
  });

  it.each([[[asked, done, repeated]], [[asked, repeated, done]], [[done]]])(
    'is what came of it the first time, in whatever order it is read',
    (records) => {
      expect(commandDocument('c1', records)).toMatchObject({ outcome: 'done', code: '' });
    },
  );

  it('says for people who asked and why, also where a profile decided', () => {
    const who = auditDocuments([asked, done]).map((it) => ({ ...it }) as { readonly by: string; readonly why: string });
    expect(who.map(({ by, why }) => `${by}: ${why}`)).toEqual(['ops: w', 'ops: w']);
  });
});
