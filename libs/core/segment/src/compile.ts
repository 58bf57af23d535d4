import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import type { Segment } from '@tutti/core/workspace';
import type { Condition } from './condition';
import { toCondition } from './condition';
import { LANGUAGE } from './language';
import { violationsOf } from './restrictions';

/** A segment whose rule was parsed and checked. */
export interface CompiledSegment {
  readonly name: string;
  readonly condition: Condition;
}

/** Why a segment does not compile; the message ends with the line of the rule and a caret below the place. */
export interface SegmentProblem {
  readonly segment: string;
  readonly message: string;
  /** Offset of the place in the rule's text. */
  readonly position: number;
}

/** All compiled, or everything that is wrong with any of them. */
export function compileSegments(
  segments: readonly Segment[],
): { readonly ok: readonly CompiledSegment[] } | { readonly problems: readonly SegmentProblem[] } {
  const results = segments.map(compileSegment);
  const problems = results.flatMap((it) => ('problems' in it ? it.problems : []));
  if (problems.length > 0) return { problems };
  return { ok: results.flatMap((it) => ('problems' in it ? [] : [it])) };
}

/** What `compileWorkspace` asks: everything that is wrong with the rules of these segments. */
export function segmentProblems(segments: readonly Segment[]): readonly SegmentProblem[] {
  const result = compileSegments(segments);
  return 'problems' in result ? result.problems : [];
}

function compileSegment(segment: Segment): CompiledSegment | { readonly problems: readonly SegmentProblem[] } {
  const rule = parseRule(segment.when);
  const errors = rule instanceof Error ? [rule] : errorsOf(rule);
  if (rule instanceof Error || errors.length > 0) {
    const problems = errors.map(({ message, range }) => ({
      segment: segment.name,
      message,
      position: range?.start ?? 0,
    }));
    return { problems };
  }
  return { name: segment.name, condition: toCondition(rule) };
}

type CelError = ParseError | CelTypeError;

function parseRule(when: string): ParseResult | CelError {
  try {
    return LANGUAGE.parse(when);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

function errorsOf(rule: ParseResult): readonly CelError[] {
  const { valid, type, error } = rule.check();
  if (error !== undefined) return [error];
  if (!valid || (type !== 'bool' && type !== 'dyn')) {
    return [errorAt(rule.ast, `a rule must answer true or false, this one gives ${type}`)];
  }
  return violationsOf(rule.ast).map(({ node, message }) => errorAt(node, message));
}

const errorAt = (node: ASTNode, message: string): CelError => new CelTypeError({ message, node });
