import type { z } from 'zod';
import type { Checks } from './checks';
import { problemsByChecks } from './checks';
import type { LocatedDocument, SourceFile } from './document';
import { readDocument } from './document';
import type { Entry, Section } from './entry';
import { readEntries, unknownKey } from './entry';
import type { Problem } from './problem';
import { repeatedNames, repeatedWriteKeys } from './repeats';
import { instanceSchema, segmentSchema, sourceSchema } from './schema';
import type { Workspace } from './workspace';

const SOURCES = { key: 'sources', noun: 'source', id: 'name', schema: sourceSchema };
const SEGMENTS = { key: 'segments', noun: 'segment', id: 'name', schema: segmentSchema };
const DESTINATIONS = { key: 'destinations', noun: 'destination', id: 'instance', schema: instanceSchema };
const KEYS = [SOURCES.key, SEGMENTS.key, DESTINATIONS.key];

/** A workspace, or everything that is wrong with it, in the order of the files. */
export type Compilation = { readonly workspace: Workspace } | { readonly problems: readonly Problem[] };

/**
 * Compiles the files of a workspace. Each may have the lists `sources`, `segments` and `destinations`; how they are
 * spread over files, and in which order, makes no difference to the result.
 */
export function compileWorkspace(files: readonly SourceFile[], checks: Checks = {}): Compilation {
  const read = files.map(readDocument);
  const documents = read.flatMap((it) => ('value' in it ? [it] : []));
  const sources = readAll(SOURCES, documents);
  const segments = readAll(SEGMENTS, documents);
  const destinations = readAll(DESTINATIONS, documents);
  const problems = [
    ...read.flatMap((it) => ('value' in it ? shapeProblems(it) : it)),
    ...[sources, segments, destinations].flatMap((it) => [...it.problems, ...repeatedNames(it.entries)]),
    ...repeatedWriteKeys(sources.entries),
    ...problemsByChecks({ segments: segments.entries, destinations: destinations.entries }, checks),
  ];
  if (problems.length > 0) return { problems: inOrder(problems, files) };
  return { workspace: { sources: byName(sources), segments: byName(segments), destinations: byName(destinations) } };
}

interface Read<Value> {
  readonly entries: readonly Entry<Value>[];
  readonly problems: readonly Problem[];
}

function readAll<Schema extends z.ZodObject>(
  section: Section<Schema>,
  documents: readonly LocatedDocument[],
): Read<z.output<Schema>> {
  const read = documents.map((document) => readEntries(section, document));
  return {
    entries: read.flatMap(({ entries }) => entries),
    problems: read.flatMap(({ problems }) => problems),
  };
}

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
