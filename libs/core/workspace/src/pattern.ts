import { RE2JS, RE2JSException } from 're2js';

/** Instructions of a compiled pattern: each may be looked at once per character of a value. */
const INSTRUCTIONS_MAX = 1_000;

/** Why a text is no pattern; undefined when it is one. */
export function patternProblem(text: string): string | undefined {
  try {
    const size = RE2JS.compile(text).programSize();
    return size > INSTRUCTIONS_MAX
      ? `repeats too much (${size} instructions of at most ${INSTRUCTIONS_MAX})`
      : undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return `is no regular expression (RE2): ${error.message.replace(PREFIX, '')}`;
    throw error;
  }
}

const PREFIX = /^error parsing regexp: /;
