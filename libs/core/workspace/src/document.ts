import type { Document, Node, Scalar } from 'yaml';
import { LineCounter, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { Problem } from './problem';

/** A workspace file as it was read. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A YAML file whose values know where they stand. */
export interface LocatedDocument {
  readonly value: unknown;
  /** A problem at the value of `path`, or at the nearest value around it. */
  readonly problemAt: (path: Path, what: What) => Problem;
  /** A problem at a key of the mapping at `path`. */
  readonly problemAtKey: (path: Path, key: string, what: What) => Problem;
  /** A problem at a character of the text at `path`: `offset` counts in the text as it was read, not as it is written. */
  readonly problemInside: (path: Path, offset: number, what: What) => Problem;
}

/** What is wrong, without where. */
export type What = Pick<Problem, 'message' | 'remedy'>;

const REMEDIES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with blanks; YAML does not allow tabs',
  DUPLICATE_KEY: 'keep one of the two',
  MULTIPLE_DOCS: 'move what follows --- into a file of its own',
};
const GENERAL_REMEDY = 'check indentation, quotes and brackets here and in the line above';

/** The document, or every problem the YAML itself has. Aliases are refused: a value stands where it is used. */
export function readDocument(file: SourceFile): LocatedDocument | readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, what: What): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file: file.name, line: Math.max(line, 1), column: Math.max(col, 1), ...what };
  };
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
    at(pos[0], { message, remedy: REMEDIES[code] ?? GENERAL_REMEDY }),
  );
  const all = [...problems, ...aliasesIn(document).map((offset) => at(offset, ALIAS))];
  if (all.length > 0) return all;
  return {
    value: document.toJS(),
    problemAt: (path, what) => at(startOf(nearest(document, path)), what),
    problemAtKey: (path, key, what) => at(startOf(keyOf(nearest(document, path), key)), what),
    problemInside: (path, offset, what) => at(offsetInside(file.text, nearest(document, path), offset), what),
  };
}

const ALIAS: What = { message: 'YAML aliases (*name) are not supported', remedy: 'write the value out' };

function aliasesIn(document: Document): readonly number[] {
  const offsets: number[] = [];
  visit(document, { Alias: (_key, node) => void offsets.push(startOf(node)) });
  return offsets;
}

const startOf = (node: Node | undefined): number => node?.range?.[0] ?? 0;
const endOf = (node: Node): number => node.range?.[1] ?? 0;

function nearest(document: Document, path: Path): Node | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return node;
  return path.length === 0 ? undefined : nearest(document, path.slice(0, -1));
}

function keyOf(map: Node | undefined, key: string): Node | undefined {
  const keys = isMap(map) ? map.items.map((pair) => pair.key) : [];
  return keys.filter(isNode).find((node) => isScalar(node) && String(node.value) === key) ?? map;
}

/**
 * Walks the value and its source side by side. Both have the same visible characters in the same order; what differs is
 * blanks (indentation, folding) and the marks before an escaped character.
 */
function offsetInside(source: string, node: Node | undefined, offset: number): number {
  const start = startOf(node);
  if (!isScalar(node) || typeof node.value !== 'string') return start;
  const end = endOf(node);
  let next = contentOf(source, node);
  for (const char of visible(node.value.slice(0, offset))) {
    next = source.indexOf(char, next) + char.length;
    if (next < start || next > end) return start;
  }
  const [char = ''] = visible(node.value.slice(offset, offset + 1));
  const found = source.indexOf(char, next);
  return found < next || found >= end ? next : found;
}

/** Where the text begins: after the header line of a block, after the opening quote. */
function contentOf(source: string, node: Scalar): number {
  const { type } = node;
  const start = startOf(node);
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') return source.indexOf('\n', start) + 1;
  return type === 'PLAIN' ? start : start + 1;
}

const visible = (text: string): readonly string[] => [...text.replace(/\s/g, '')];
