import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { serialize } from '@marcbachmann/cel-js';
import type { Facts } from './facts';
import { LANGUAGE } from './language';
import { isLoop, partsOf, sameSyntax } from './syntax';

/** `unknown`: a value is missing or of the wrong type, so the rule says neither yes nor no. */
export type Answer = boolean | 'unknown';

/** A trait or event name that a leaf cannot do without. */
export interface Need {
  readonly from: 'traits' | 'events';
  readonly name: string;
}

/** A rule as a tree of and, or, not over leaves; `text` is the part of the rule it stands for. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly text: string; readonly parts: readonly [Condition, Condition] }
  | { readonly kind: 'not'; readonly text: string; readonly part: Condition }
  | Leaf;

/** The smallest part that has an answer of its own. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly text: string;
  readonly needs: readonly Need[];
  /** Throws, or returns something else than true and false, when there is no answer. */
  readonly test: (facts: Facts) => unknown;
}

/**
 * The tree of a rule that was checked. It answers as CEL would, but a missing name is seen before CEL has to throw
 * about it (twenty times the cost of an answer), and each leaf can be shown with its own answer.
 */
export function toCondition(rule: ParseResult): Condition {
  return split(rule.ast) ?? leafOf(rule);
}

/** Three-valued: one false decides `all` and one true decides `any`, whatever the other part says. */
export function answerOf(condition: Condition, facts: Facts): Answer {
  switch (condition.kind) {
    case 'all':
      return decide(condition.parts, facts, false);
    case 'any':
      return decide(condition.parts, facts, true);
    case 'not': {
      const answer = answerOf(condition.part, facts);
      return answer === 'unknown' ? answer : !answer;
    }
    case 'leaf':
      return answerOfLeaf(condition, facts);
  }
}

function decide([left, right]: readonly [Condition, Condition], facts: Facts, deciding: boolean): Answer {
  const first = answerOf(left, facts);
  if (first === deciding) return deciding;
  const second = answerOf(right, facts);
  return second === deciding || first !== 'unknown' ? second : 'unknown';
}

function answerOfLeaf({ needs, test }: Leaf, facts: Facts): Answer {
  if (needs.some(({ from, name }) => !facts[from].has(name))) return 'unknown';
  try {
    const answer = test(facts);
    return typeof answer === 'boolean' ? answer : 'unknown';
  } catch {
    return 'unknown'; // a rule over data that does not fit it; `explain` tells what CEL said
  }
}

/** Undefined when some part cannot be written down exactly again: then the rule stays one leaf. */
function split(node: ASTNode): Condition | undefined {
  if (node.op === '!_') {
    const part = split(node.args);
    return part && { kind: 'not', text: serialize(node), part };
  }
  if (node.op !== '&&' && node.op !== '||') return leafAgain(node);
  const [left, right] = [split(node.args[0]), split(node.args[1])];
  if (left === undefined || right === undefined) return undefined;
  return { kind: node.op === '&&' ? 'all' : 'any', text: serialize(node), parts: [left, right] };
}

function leafAgain(node: ASTNode): Leaf | undefined {
  const again = parsed(serialize(node));
  return again !== undefined && sameSyntax(again.ast, node) ? leafOf(again) : undefined;
}

function parsed(text: string): ParseResult | undefined {
  try {
    const result = LANGUAGE.parse(text);
    return result.check().valid ? result : undefined;
  } catch {
    return undefined;
  }
}

function leafOf(rule: ParseResult): Leaf {
  return { kind: 'leaf', text: rule.ast.input, needs: needsOf(rule.ast), test: (facts) => rule(facts) };
}

function needsOf(node: ASTNode): readonly Need[] {
  return [...nameRead(node), ...certainPartsOf(node).flatMap(needsOf)];
}

/** `traits.plan`, `traits["plan"]`, and the same of `events`. */
function nameRead(node: ASTNode): readonly Need[] {
  if (node.op !== '.' && node.op !== '[]') return [];
  const [map, key] = node.args;
  if (map.op !== 'id' || (map.args !== 'traits' && map.args !== 'events')) return [];
  const name = typeof key === 'string' ? key : key.op === 'value' ? key.args : undefined;
  return typeof name === 'string' ? [{ from: map.args, name }] : [];
}

/** The parts that are evaluated in any case: not the branches of `?:`, `&&`, `||`, and not the body of a loop. */
function certainPartsOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === '&&' || node.op === '||' || (node.op === 'call' && node.args[0] === 'has')) return [];
  if (node.op === '?:') return [node.args[0]];
  if (node.op === 'rcall' && (isLoop(node) || node.args[0] === 'bind')) return [node.args[1]];
  return partsOf(node);
}
