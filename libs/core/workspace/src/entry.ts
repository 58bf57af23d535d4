import type { z } from 'zod';
import type { LocatedDocument, Path, What } from './document';
import { nearestOf } from './nearest';
import { malformedPlaceholders } from './placeholder';
import type { Problem } from './problem';

/** One kind of entry: the key of its list in a file, what one is called, the field with its name, its schema. */
export interface Section<Schema extends z.ZodObject = z.ZodObject> {
  readonly key: string;
  readonly noun: string;
  readonly id: string;
  readonly schema: Schema;
  /** More entries than this are refused. */
  readonly max?: number;
  /** Its texts are taken as they are written, so that `${` may stand in them. */
  readonly isLiteral?: true;
}

/** A valid entry and where it stands. */
export interface Entry<Value> {
  readonly value: Value;
  readonly id: string;
  /** How problems call it: `source "web"`. */
  readonly label: string;
  readonly document: LocatedDocument;
  readonly path: Path;
}

/** The entries of one kind in one document that are valid, and everything that is wrong with the others. */
export function readEntries<Schema extends z.ZodObject>(
  section: Section<Schema>,
  document: LocatedDocument,
): { readonly entries: readonly Entry<z.output<Schema>>[]; readonly problems: readonly Problem[] } {
  const list = fieldOf(document.value, section.key) ?? []; // a list whose entries are all comments reads as null
  if (!Array.isArray(list)) {
    return { entries: [], problems: [document.problemAt([section.key], notAList(section))] };
  }
  const read = list.map((raw: unknown, i) => readEntry({ section, document, raw, path: [section.key, i] }));
  return {
    entries: read.flatMap((it) => ('value' in it ? [it] : [])),
    problems: read.flatMap((it) => ('value' in it ? [] : it.problems)),
  };
}

interface Question<Schema extends z.ZodObject = z.ZodObject> {
  readonly section: Section<Schema>;
  readonly document: LocatedDocument;
  readonly raw: unknown;
  readonly path: Path;
}

function readEntry<Schema extends z.ZodObject>(
  question: Question<Schema>,
): Entry<z.output<Schema>> | { readonly problems: readonly Problem[] } {
  const { section, document, raw, path } = question;
  const id = fieldOf(raw, section.id);
  const label = typeof id === 'string' ? `${section.noun} "${id}"` : `${section.noun} ${Number(path[1]) + 1}`;
  const parsed = section.schema.safeParse(raw);
  const issues = parsed.success ? [] : distinct(parsed.error.issues);
  const problems = [
    ...issues.flatMap((issue) => problemsOf(issue, { ...question, label })),
    ...(section.isLiteral ? [] : placeholderProblems({ ...question, label })),
  ];
  if (!parsed.success || problems.length > 0) return { problems };
  return { value: parsed.data, id: String(id), label, document, path };
}

/** Of several issues with one field the first says enough. */
const distinct = (issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] =>
  issues.filter((issue, i) => issues.findIndex(({ path }) => path[0] === issue.path[0]) === i);

type Labelled = Question & { readonly label: string };

function problemsOf(issue: z.core.$ZodIssue, { section, document, raw, path, label }: Labelled): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(section.schema.shape);
    return issue.keys.map((key) => document.problemAtKey(path, key, unknownKey(label, key, known)));
  }
  const [field] = issue.path;
  if (field === undefined) return [document.problemAt(path, notAMapping(label, section))];
  const inner = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const { description, example } = section.schema.shape[String(field)]?.meta() ?? {};
  const shown = `${String(field)}: ${String(example)}`;
  if (fieldOf(raw, String(field)) === undefined) {
    return [document.problemAt(path, { message: `${label} lacks ${String(field)}`, remedy: `add ${shown}` })];
  }
  const found = inner.reduce<unknown>(fieldOf, raw);
  if (issue.code === 'custom') {
    const message = `${String(field)} of ${label} has ${show(found)}, which ${issue.message}`;
    return [document.problemAt([...path, ...inner], { message, remedy: `for example ${shown}` })];
  }
  const message = `${String(field)} of ${label} must be ${String(description)}, but ${inner.length > 1 ? 'has' : 'is'} ${show(found)}`;
  return [document.problemAt([...path, ...inner], { message, remedy: `for example ${shown}` })];
}

function placeholderProblems({ raw, document, path, label }: Labelled): readonly Problem[] {
  return malformedPlaceholders(raw).map((malformed) =>
    document.problemAt([...path, ...malformed.path], {
      message: `${malformed.path.join('.')} of ${label} has a placeholder that cannot be read: ${show(malformed.text)}`,
      remedy: 'write ${NAME}, the name of a variable of the environment: letters, digits and _',
    }),
  );
}

/** Says that a mapping has a key that it must not have, and which one may have been meant. */
export function unknownKey(label: string, key: string, known: readonly string[]): What {
  const near = nearestOf(key, known);
  const remedy = near === undefined ? `it can have ${known.join(', ')}` : `did you mean "${near}"?`;
  return { message: `${label} has no field "${key}"`, remedy };
}

const notAList = ({ key, id }: Section): What => ({
  message: `${key} must be a list`,
  remedy: `begin each entry with "- ${id}: …", indented below ${key}:`,
});

const notAMapping = (label: string, { schema, id }: Section): What => ({
  message: `${label} must be a mapping of ${Object.keys(schema.shape).join(', ')}`,
  remedy: `begin it with "- ${id}: …" and put each field on a line of its own below`,
});

function fieldOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

const SHOWN_MAX = 60;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
