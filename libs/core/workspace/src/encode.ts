import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from '@tutti/core/stage';
import { z } from 'zod';
import { completeRules } from './identifiers';
import { identifierSchema, instanceSchema, keySchema, segmentSchema, sourceSchema, traitSchema } from './schema';
import type { Workspace } from './workspace';

/** Canonical JSON of a workspace and its SHA-256 in hex: equal decisions give equal text and hash. */
export function encodeWorkspace(workspace: Workspace): { readonly text: string; readonly hash: string } {
  const text = canonicalJson(workspace);
  return { text, hash: bytesToHex(sha256(utf8ToBytes(text))) };
}

/** Fields of a later release are dropped, fields that an earlier one lacked get their defaults. */
const workspaceSchema = z.object({
  sources: z.array(sourceSchema.strip()).default([]),
  segments: z.array(segmentSchema.strip()).default([]),
  destinations: z.array(instanceSchema.strip()).default([]),
  identifiers: z.array(identifierSchema.strip()).default([]).transform(completeRules),
  traits: z.array(traitSchema.strip()).default([]),
  keys: z.array(keySchema.strip()).default([]),
});

/** The workspace in a record of `config`. Throws when the text is not one: only what `encodeWorkspace` wrote is read. */
export function decodeWorkspace(text: string): Workspace {
  const parsed = workspaceSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `reading a workspace from the configuration topic: ${z.prettifyError(parsed.error)}; publish it again with this version of tutti`,
  );
}
