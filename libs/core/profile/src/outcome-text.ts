import type { AuditRecord } from '@tutti/contracts';

/** What the text of an outcome is made of. */
export type ToldOutcome = Pick<AuditRecord, 'action' | 'outcome' | 'code' | 'detail' | 'profiles'>;

/** What came of an operator command or of a link, for somebody who never heard of actors: a sentence each. */
export function outcomeText(told: ToldOutcome): readonly string[] {
  switch (told.outcome) {
    case 'done':
      return doneText(told);
    case 'refused':
      return [`Refused: ${refusalText(told)}.`, ...remedy(told)];
    case 'nothing':
      return [nothingText(told.code)];
    default:
      return ['Asked for; nothing came of it yet.'];
  }
}

function doneText({ action, profiles, code }: ToldOutcome): readonly string[] {
  const [one = '', other] = profiles;
  switch (action) {
    case 'merge':
    case 'link':
      return [
        `Merged: profile ${one} lives on${other === undefined ? '' : `, and what was profile ${other} belongs to it now`}.`,
      ];
    case 'undo_merge':
      return [`Undone: profile ${other ?? ''} is there again, apart from profile ${one}.`, WALL];
    case 'split': {
      const what = code === 'undone' ? 'is there again, as before the merge that had brought it' : 'begins with them';
      return [`Split: these identifiers left profile ${one}; profile ${other ?? ''} ${what}.`, WALL];
    }
    case 'allow_link':
      return ['Allowed: the wall is gone; the next event that names both may make them one.'];
    case 'erase':
      return [`Erased: nothing is left of profile ${one}, and destinations are told to delete it.`];
    case 'unknown':
      return ['Done.'];
  }
}

const WALL = 'A wall keeps the two apart: no event joins them again, only merge or allow-link.';

/** The rule that forbids it, with its numbers. */
export const refusalText = ({ code, detail }: Pick<ToldOutcome, 'code' | 'detail'>): string =>
  detail === '' ? code : `${detail} (rule: ${code})`;

function remedy({ code }: ToldOutcome): readonly string[] {
  switch (code) {
    case 'version':
      return ['Somebody or something changed it since: look at it again, and ask with the new version.'];
    case 'limit':
      return ['Raise the limit in the workspace, or undo a merge that brought a value that does not belong.'];
    case 'wall':
      return ['Only an operator takes a wall down: merge or allow-link.'];
    default:
      return [];
  }
}

/** Why there was nothing to do, by its code. */
export function nothingText(code: string): string {
  switch (code) {
    case 'one-profile':
      return 'The two are one profile already.';
    case 'no-wall':
      return 'No wall stands between the two: events may link them already.';
    case 'never-merged':
      return 'No merge that could be undone brought it here.';
    case 'nothing-to-split':
      return 'There is nothing to split: of the identifiers either none or all would go.';
    case 'not-found':
      return 'The identifier is not there any more; it may just have moved: ask again.';
    case 'erased':
      return 'The profile was erased.';
    case 'repeated':
      return 'This command was done before; nothing is done twice.';
    default:
      return `There is nothing to do (${code}).`;
  }
}
