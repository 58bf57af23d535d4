import pc from 'picocolors';

/** Part of a rule with its answer, as the api tells it. */
interface Part {
  readonly condition: string;
  readonly answer: boolean | 'unknown';
  readonly reason?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly parts: readonly Part[];
}

/** What the api says of one profile and one segment. */
export interface ShownMembership {
  readonly segment: string;
  readonly member: boolean;
  readonly since: string | null;
  readonly explanation: Part;
}

/** The rule as a tree for a person: each part with its answer and the values it met. */
export function whyText({ segment, member, since, explanation }: ShownMembership): string {
  const head = member ? `in ${segment} since ${since ?? ''}` : `not in ${segment}`;
  return [pc.bold(head), ...partLines(explanation, '  ')].join('\n');
}

function partLines({ condition, answer, reason, values = {}, parts }: Part, indent: string): string[] {
  const told = reason === undefined ? String(answer) : `${String(answer)}: ${reason}`;
  const met = Object.entries(values).map(([name, value]) => pc.dim(`${indent}  ${name} = ${JSON.stringify(value)}`));
  return [`${indent}${condition} → ${told}`, ...met, ...parts.flatMap((part) => partLines(part, `${indent}  `))];
}
