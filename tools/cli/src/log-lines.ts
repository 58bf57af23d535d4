import pc from 'picocolors';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const KNOWN = new Set(['level', 'time', 'name', 'msg', 'pid', 'hostname', 'v', 'err']);

/** A JSON log line as a person reads it; any other line as it is. */
export function readable(line: string): string {
  const entry = parsed(line);
  if (entry === undefined) return line;
  const { level, time, msg, err } = entry;
  const when = typeof time === 'number' ? new Date(time).toISOString().slice(11, 23) : '';
  const name = typeof level === 'number' ? (LEVELS[level] ?? String(level)) : String(level ?? '');
  const facts = Object.entries(entry)
    .filter(([key]) => !KNOWN.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const trace = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : '';
  return `${pc.dim(when)} ${coloured(name)} ${String(msg ?? '')} ${pc.dim(facts.join(' '))}`.trim() + trace;
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return count === 0 ? [] : lines.slice(-count);
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const coloured = (level: string): string =>
  level === 'error' || level === 'fatal' ? pc.red(level) : level === 'warn' ? pc.yellow(level) : level;
