const REASON_CHARACTERS_MAX = 500;
const FRAMES_MAX = 12;
const CAUSES_MAX = 4;

/** An error as it may stand in a log line: what it says, where it was thrown, what caused it, and nothing else. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack: readonly string[];
  readonly cause?: ToldError;
}

/**
 * What an error says, as it may be logged and shown, in one line. The engine's own errors quote what they stumbled over
 * (of bad JSON, the text around the fault), so of those only the name is told.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `something was thrown that is no error (${typeof error})`;
  if (QUOTING.has(error.name)) return `${error.name}, see the stack`;
  return error.message.replace(/[\s\p{C}]+/gu, ' ').slice(0, REASON_CHARACTERS_MAX);
}

/** An error with its causes, without the properties that clients hang on it: a Redis error holds what was to be written. */
export function toldError(error: unknown, causes = CAUSES_MAX): ToldError {
  if (!(error instanceof Error)) return { type: typeof error, message: reasonOf(error), stack: [] };
  const { name, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: name,
    message: reasonOf(error),
    ...(typeof code === 'string' && { code }),
    stack: framesOf(error),
    ...(cause !== undefined && causes > 0 && { cause: toldError(cause, causes - 1) }),
  };
}

const QUOTING = new Set(['SyntaxError', 'TypeError', 'RangeError', 'ReferenceError', 'URIError', 'EvalError']);

/** Without the lines that repeat the message. */
const framesOf = ({ message, stack = '' }: Error): readonly string[] =>
  stack
    .replace(message, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, FRAMES_MAX);
