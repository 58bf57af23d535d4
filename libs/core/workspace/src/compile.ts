import type { z } from 'zod';
import type { Checks } from './checks';
import { problemsByChecks } from './checks';
import type { LocatedDocument, SourceFile } from './document';
import { readDocument } from './document';
import type { Entry, Section } from './entry';
import { readEntries, unknownKey } from './entry';
import { completeRules } from './identifiers';
import { repeatedPriorities } from './priorities';
import type { Problem } from './problem';
import { entriesBeyond, repeatedApiKeys, repeatedNames, repeatedWriteKeys } from './repeats';
import { identifierSchema, instanceSchema, keySchema, segmentSchema, sourceSchema, traitSchema } from './schema';
import { unknownSources } from './unknown-sources';
import type { Workspace } from './workspace';

const SECTIONS = {
  sources: { key: 'sources', noun: 'source', id: 'name', schema: sourceSchema },
  segments: { key: 'segments', noun: 'segment', id: 'name', schema: segmentSchema, isLiteral: true },
  destinations: { key: 'destinations', noun: 'destination', id: 'instance', schema: instanceSchema },
  identifiers: {
    key: 'identifiers',
    noun: 'identifier',
    id: 'type',
    schema: identifierSchema,
    max: 50,
    isLiteral: true,
  },
  traits: { key: 'traits', noun: 'trait', id: 'name', schema: traitSchema, max: 100, isLiteral: true },
  keys: { key: 'keys', noun: 'key', id: 'name', schema: keySchema, max: 100 },
} as const satisfies Record<keyof Workspace, Section>;

const KEYS = Object.keys(SECTIONS);

/** A workspace, or everything that is wrong with it, in the order of the files. */
export type Compilation = { readonly workspace: Workspace } | { readonly problems: readonly Problem[] };

/**
 * Compiles the files of a workspace. Each may have any of its lists, such as `sources` and `segments`; how they are
 * spread over files, and in which order, makes no difference to the result.
 */
export function compileWorkspace(files: readonly SourceFile[], checks: Checks = {}): Compilation {
  const read = files.map(readDocument);
  const lists = listsOf(read.flatMap((it) => ('value' in it ? [it] : [])));
  const problems = [
    ...read.flatMap((it) => ('value' in it ? shapeProblems(it) : it)),
    ...Object.values(lists).flatMap((it) => [...it.problems, ...repeatedNames(it.entries)]),
    ...relationProblems(lists),
    ...problemsByChecks({ segments: lists.segments.entries, destinations: lists.destinations.entries }, checks),
  ];
  return problems.length > 0 ? { problems: inOrder(problems, files) } : { workspace: workspaceOf(lists) };
}

type Lists = ReturnType<typeof listsOf>;

const listsOf = (documents: readonly LocatedDocument[]) => ({
  sources: readAll(SECTIONS.sources, documents),
  segments: readAll(SECTIONS.segments, documents),
  destinations: readAll(SECTIONS.destinations, documents),
  identifiers: readAll(SECTIONS.identifiers, documents),
  traits: readAll(SECTIONS.traits, documents),
  keys: readAll(SECTIONS.keys, documents),
});

interface Read<Value> {
  readonly entries: readonly Entry<Value>[];
  readonly problems: readonly Problem[];
}

function readAll<Schema extends z.ZodObject>(
  section: Section<Schema>,
  documents: readonly LocatedDocument[],
): Read<z.output<Schema>> {
  const read = documents.map((document) => readEntries(section, document));
  const entries = read.flatMap((it) => it.entries);
  return { entries, problems: [...read.flatMap(({ problems }) => problems), ...entriesBeyond(section, entries)] };
}

/** What is wrong between entries that are right by themselves. */
const relationProblems = ({ sources, identifiers, traits, keys }: Lists): readonly Problem[] => [
  ...repeatedWriteKeys(sources.entries),
  ...repeatedApiKeys(keys.entries, sources.entries),
  ...repeatedPriorities(identifiers.entries),
  ...unknownSources(traits.entries, sources),
];

const workspaceOf = (lists: Lists): Workspace => ({
  sources: byName(lists.sources),
  segments: byName(lists.segments),
  destinations: byName(lists.destinations),
  identifiers: completeRules(byName(lists.identifiers)),
  traits: byName(lists.traits),
  keys: byName(lists.keys),
});

function shapeProblems(document: LocatedDocument): readonly Problem[] {
  const { value } = document;
  if (value === null || value === undefined) return []; // an empty file, or one of comments only
  if (typeof value !== 'object' || Array.isArray(value)) {
    const message = `a workspace file must be a mapping with ${KEYS.join(', ')}`;
    return [document.problemAt([], { message, remedy: 'put the list below one of these keys, such as "segments:"' })];
  }
  const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
  return unknown.map((key) => document.problemAtKey([], key, unknownKey('the file', key, KEYS)));
}

function inOrder(problems: readonly Problem[], files: readonly SourceFile[]): readonly Problem[] {
  const order = (problem: Problem): number => files.findIndex(({ name }) => name === problem.file);
  return [...problems].sort((a, b) => order(a) - order(b) || a.line - b.line || a.column - b.column);
}

const byName = <Value>({ entries }: Read<Value>): readonly Value[] =>
  [...entries].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ value }) => value);
