import { EXIT, Exit } from '../exit';
import { askApi } from './api-client';
import type { ShownOutcome } from './identity-text';
import { outcomeLines } from './identity-text';

/** What every change of who is whom is asked with. */
export interface CommandFlags {
  readonly why: string;
  readonly dryRun?: boolean;
  readonly expectVersion?: number;
  readonly json?: boolean;
}

/** What is to be done to whom. */
export interface Requested {
  readonly action: string;
  readonly identifiers: readonly string[];
  readonly with?: string;
}

/** Asks the api to change who is whom, and says what came of it; the command ends with 1 unless that is done. */
export async function carryOut(requested: Requested, flags: CommandFlags): Promise<void> {
  const { why, dryRun, expectVersion } = flags;
  const version = expectVersion === undefined ? {} : { expectedVersion: expectVersion };
  const body = { ...requested, why, dryRun: dryRun === true, ...version };
  show((await askApi('/v1/identity/commands', { body })) as ShownOutcome, flags);
}

/** Says what came of a command; ends with 1 unless it is done. */
export async function showOutcome(id: string, flags: Pick<CommandFlags, 'json'>): Promise<void> {
  show((await askApi(`/v1/identity/commands/${encodeURIComponent(id)}`)) as ShownOutcome, flags);
}

function show(outcome: ShownOutcome, { json }: Pick<CommandFlags, 'json'>): void {
  const text = json === true ? JSON.stringify(outcome, undefined, 2) : outcomeLines(outcome).join('\n');
  process.stdout.write(`${text}\n`);
  if (outcome.outcome !== 'done') throw new Exit(EXIT.failed);
}
