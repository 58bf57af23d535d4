import type { CommandAction } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import { z } from 'zod';
import type { Role } from '../access/access';

/** What an operator can ask for, as the api spells it. */
export const ACTIONS = ['merge', 'undo-merge', 'split', 'allow-link', 'erase'] as const;

/** One of them. */
export type Action = (typeof ACTIONS)[number];

/** A profile has at most so many identifiers. */
const IDENTIFIERS_MAX = 50;
const TEXT_CHARACTERS_MAX = 500;

/** A command as it was asked for; who is meant is still text. */
export interface CommandRequest {
  readonly action: Action;
  readonly identifiers: readonly string[];
  /** The other side (merge, allow-link); the profile that came in by the merge to be undone. */
  readonly with: string | undefined;
  readonly why: string;
  readonly expectedVersion: number | undefined;
  readonly dryRun: boolean;
}

const text = z
  .string()
  .trim()
  .min(1)
  .max(TEXT_CHARACTERS_MAX)
  .describe(`must be text of 1 to ${TEXT_CHARACTERS_MAX} characters`);

const schema = z.strictObject({
  action: z.enum(ACTIONS).describe(`must be one of ${ACTIONS.join(', ')}`),
  identifiers: z
    .array(text)
    .min(1)
    .max(IDENTIFIERS_MAX)
    .describe(`must be a list of 1 to ${IDENTIFIERS_MAX} identifiers, each written as type:value`),
  with: text.optional(),
  why: text.describe('must say why, in 1 to 500 characters: it stands in the audit trail'),
  expectedVersion: z.int().min(0).optional().describe('must be the version of the profile that you saw'),
  dryRun: z.boolean().default(false).describe('must be true or false'),
});

/** The command in a request body, or everything that is wrong with it. */
export function readCommand(
  body: unknown,
): { readonly command: CommandRequest } | { readonly violations: readonly Violation[] } {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return { violations: distinct(parsed.error.issues.flatMap(violationsOf)) };
  const { with: other, expectedVersion, ...rest } = parsed.data;
  const command = { ...rest, with: other, expectedVersion };
  const violations = misfits(command);
  return violations.length > 0 ? { violations } : { command };
}

/** What does not go together with the action. */
const misfits = (command: CommandRequest): readonly Violation[] => [...badNumber(command), ...badOther(command)];

function badNumber({ action, identifiers }: CommandRequest): readonly Violation[] {
  const isTwice = new Set(identifiers).size < identifiers.length;
  if (action === 'split') return isTwice ? [{ field: 'identifiers', reason: 'must name each identifier once' }] : [];
  if (identifiers.length === 1) return [];
  return [{ field: 'identifiers', reason: `must be exactly one: ${action} is about one person` }];
}

function badOther({ action, with: other }: CommandRequest): readonly Violation[] {
  const isNeeded = action === 'merge' || action === 'allow-link';
  if (isNeeded && other === undefined)
    return [{ field: 'with', reason: `is missing: ${action} needs the other side, written as type:value` }];
  if (isNeeded || action === 'undo-merge' || other === undefined) return [];
  return [{ field: 'with', reason: `must not be there: ${action} has one side` }];
}

function violationsOf({ code, path, ...issue }: z.core.$ZodIssue): readonly Violation[] {
  if (code === 'unrecognized_keys' && 'keys' in issue)
    return issue.keys.map((field) => ({ field, reason: `is unknown: a command has ${FIELDS.join(', ')}` }));
  const [field] = path;
  if (field === undefined) return [{ field: 'body', reason: `must be a JSON object with ${FIELDS.join(', ')}` }];
  return [{ field: path.join('.'), reason: FIELD_RULES[String(field)] ?? issue.message }];
}

const FIELDS = Object.keys(schema.shape);

const FIELD_RULES: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(schema.shape).map(([name, field]) => [name, field.description ?? text.description]),
);

/** Of several about one field the first says enough. */
const distinct = (violations: readonly Violation[]): readonly Violation[] =>
  violations.filter(({ field }, i) => violations.findIndex((other) => other.field === field) === i);

/** Who may ask for it; looking at what would happen is for every reader. */
export const roleFor = ({ action, dryRun }: Pick<CommandRequest, 'action' | 'dryRun'>): Role =>
  dryRun ? 'reader' : action === 'erase' ? 'admin' : 'operator';

/** The action as records spell it. */
export const recordedAction = (action: Action): Exclude<CommandAction, 'unknown'> => RECORDED[action];

const RECORDED = {
  merge: 'merge',
  'undo-merge': 'undo_merge',
  split: 'split',
  'allow-link': 'allow_link',
  erase: 'erase',
} as const;
