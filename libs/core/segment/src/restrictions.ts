import type { ASTNode } from '@marcbachmann/cel-js';
import { serialize } from '@marcbachmann/cel-js';
import { LANGUAGE } from './language';
import { allOf, isLoop, partsOf } from './syntax';

/** Something that is CEL but not for rules, and where it stands. */
export interface Violation {
  readonly node: ASTNode;
  readonly message: string;
}

const LOOPS_MAX = 2;
const SLOW_PATTERN =
  'matches() is not available: a regular expression can take minutes on hostile input; use startsWith(), endsWith(), contains() or ==';
const TIME_ZONE =
  'this depends on the time zone data of the machine; use getFullYear(), getMonth(), getDate() or getHours() without argument (UTC)';
const ZONED = 'timestamp() takes a literal with its time zone, such as timestamp("2026-01-31T00:00:00Z")';
const TOO_MANY_LOOPS =
  'loops may be nested 2 deep, and a loop over all of `traits` or `events` neither in nor around another one';

/** What the type checker lets pass and a rule must not do: it could hang, or answer differently on another machine. */
export function violationsOf(rule: ASTNode): readonly Violation[] {
  const nodes = allOf(rule);
  const deepest = nodes.find((node) => isLoop(node) && loopsIn(node) > LOOPS_MAX);
  return [
    ...nodes.flatMap((node) => [...forbiddenCall(node), ...failingLiteral(node)]),
    ...(deepest === undefined ? [] : [{ node: deepest, message: TOO_MANY_LOOPS }]),
  ];
}

function forbiddenCall(node: ASTNode): readonly Violation[] {
  if (node.op === 'call' && node.args[0] === 'timestamp' && !isZonedLiteral(node.args[1][0])) {
    return [{ node, message: ZONED }];
  }
  if (node.op !== 'rcall') return [];
  const [name, , args] = node.args;
  if (name === 'matches') return [{ node, message: SLOW_PATTERN }];
  const zoned = name === 'getDayOfYear' || (/^get[A-Z]/.test(name) && args.length > 0);
  return zoned ? [{ node, message: TIME_ZONE }] : [];
}

function isZonedLiteral(node: ASTNode | undefined): boolean {
  return node?.op === 'value' && (typeof node.args !== 'string' || /(Z|[+-]\d\d:\d\d)$/.test(node.args));
}

/** A call with nothing but literals, such as duration("1 day"), fails always or never: now is the time to say so. */
function failingLiteral(node: ASTNode): readonly Violation[] {
  if (node.op !== 'call' || !node.args[1].every(({ op }) => op === 'value')) return [];
  try {
    LANGUAGE.evaluate(serialize(node));
    return [];
  } catch (error) {
    return [{ node, message: error instanceof Error && 'summary' in error ? String(error.summary) : String(error) }];
  }
}

/** How deep loops are nested. All traits or all events have no upper size, so a loop over them counts as two. */
function loopsIn(node: ASTNode): number {
  if (node.op !== 'rcall' || !isLoop(node)) return Math.max(0, ...partsOf(node).map(loopsIn));
  const [, over, body] = node.args;
  const weight = over.op === 'id' && (over.args === 'traits' || over.args === 'events') ? LOOPS_MAX : 1;
  return Math.max(loopsIn(over), weight + Math.max(0, ...body.map(loopsIn)));
}
