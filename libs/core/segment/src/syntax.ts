import type { ASTNode } from '@marcbachmann/cel-js';

const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** Whether the node is a loop such as `list.exists(x, …)`. */
export const isLoop = (node: ASTNode): boolean => node.op === 'rcall' && LOOPS.has(node.args[0]);

/** The nodes right below a node, as written (a loop's variable and body are among them). */
export function partsOf(node: ASTNode): readonly ASTNode[] {
  const args: readonly unknown[] = [node.args];
  return args.flat(2).filter(isNode);
}

/** The node and everything below it. */
export const allOf = (node: ASTNode): readonly ASTNode[] => [node, ...partsOf(node).flatMap(allOf)];

/** Whether two expressions are written alike, blanks and superfluous parentheses aside. */
export function sameSyntax(left: unknown, right: unknown): boolean {
  if (isNode(left) && isNode(right)) return left.op === right.op && sameSyntax(left.args, right.args);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((part, i) => sameSyntax(part, right[i]));
  }
  if (typeof left === 'object' && typeof right === 'object') return String(left) === String(right);
  return Object.is(left, right);
}

const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part;
