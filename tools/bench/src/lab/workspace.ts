import type { Workspace } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';

/** What a lab runs with: the rules of a workspace that says nothing about identity. */
export const WORKSPACE: Workspace = {
  ...EMPTY_WORKSPACE,
  sources: [{ name: 'web', writeKey: '${TUTTI_WRITE_KEY}', eventsPerSecond: 1_000_000, topic: false }],
};
