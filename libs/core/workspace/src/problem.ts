/** One thing that is wrong in a workspace file, where (line and column from 1), and what to do about it. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

/** One paragraph per problem, as `file:line:column message` with the remedy below; editors and terminals link it. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem({ file, line, column, message, remedy }: Problem): string {
  return `${file}:${line}:${column} ${[...message.split('\n'), `→ ${remedy}`].join('\n  ').replace(/ +$/gm, '')}`;
}
