import { auditLines, outcomeLines } from './identity-text';

const plain = (lines: readonly string[]): string => lines.join('\n').replace(/\u001b\[\d+m/g, '');

describe('what came of a command', () => {
  test('is told in the words of the api, with the id to ask about later', () => {
    expect(plain(outcomeLines({ id: 'c1', outcome: 'done', text: ['Merged.'] }))).toBe('Merged.\ncommand c1');
  });

  test('that is still open says how to ask again', () => {
    expect(plain(outcomeLines({ id: 'c1', outcome: 'pending', text: [] }))).toBe(
      'Nothing came of it yet; it will be done. Ask: ./tutti identity outcome c1',
    );
  });

  test('would be is never taken for what was', () => {
    expect(plain(outcomeLines({ dryRun: true, outcome: 'done', text: ['Both become one profile.'] }))).toBe(
      'This is what would happen; nothing was changed.\nBoth become one profile.',
    );
  });
});

describe('an audit trail', () => {
  const at = '2026-03-01T09:00:00.000Z';
  const asked = { at, action: 'undo_merge', outcome: 'asked', command: 'c1', by: 'ops', why: 'w', messageId: null };

  test('says who asked and why, and what came of it', () => {
    const done = { ...asked, outcome: 'done', text: ['Undone: …'] };
    const link = { ...asked, action: 'link', outcome: 'refused', command: null, messageId: 'm1', text: ['Refused: …'] };
    expect(plain(auditLines({ isWhole: true, records: [{ ...asked, text: ['x'] }, done, link] }))).toBe(
      [
        `${at}  undo-merge asked\n  by ops: w\n  command c1`,
        `${at}  undo-merge done\n  Undone: …\n  command c1`,
        `${at}  link refused\n  Refused: …\n  event m1`,
      ].join('\n'),
    );
  });

  test('that is empty, or not whole, says so', () => {
    expect(plain(auditLines({ isWhole: false, records: [] }))).toBe(
      'Older records were not looked at.\nNothing was decided about it yet.',
    );
  });
});
