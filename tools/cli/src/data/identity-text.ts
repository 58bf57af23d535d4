import pc from 'picocolors';

/** What the api says of a command, or of what one would do. */
export interface ShownOutcome {
  readonly dryRun?: boolean;
  readonly id?: string;
  readonly outcome: string;
  readonly text: readonly string[];
}

/** An outcome for a person. */
export function outcomeLines({ dryRun, id, outcome, text }: ShownOutcome): readonly string[] {
  if (dryRun === true) return [pc.bold('This is what would happen; nothing was changed.'), ...text];
  if (outcome === 'pending')
    return [`Nothing came of it yet; it will be done. Ask: ./tutti identity outcome ${id ?? ''}`];
  return [...text, pc.dim(`command ${id ?? ''}`)];
}

/** A record of the audit trail, as the api tells it. */
export interface ShownRecord {
  readonly at: string;
  readonly action: string;
  readonly outcome: string;
  readonly command: string | null;
  readonly by: string;
  readonly why: string;
  readonly messageId: string | null;
  readonly text: readonly string[];
}

/** The audit trail for a person: a head and a line for each thing that was decided, oldest first. */
export function auditLines({ records, isWhole }: ShownTrail): readonly string[] {
  const older = isWhole ? [] : [pc.dim('Older records were not looked at.')];
  if (records.length === 0) return [...older, 'Nothing was decided about it yet.'];
  return [...older, ...records.flatMap(recordLines)];
}

/** What the api says of somebody's audit trail. */
export interface ShownTrail {
  readonly records: readonly ShownRecord[];
  /** False where older records were not looked at. */
  readonly isWhole: boolean;
}

function recordLines({ at, action, outcome, by, why, command, messageId, text }: ShownRecord): readonly string[] {
  const head = pc.bold(`${at}  ${action.replaceAll('_', '-')} ${outcome}`);
  const cause = command === null ? `event ${messageId ?? ''}` : `command ${command}`;
  if (outcome === 'asked') return [head, `  by ${by}: ${why}`, pc.dim(`  ${cause}`)];
  return [head, ...text.map((line) => `  ${line}`), pc.dim(`  ${cause}`)];
}
