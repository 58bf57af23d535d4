import { keyOf } from '@tutti/contracts';
import { encodeWorkspace } from '@tutti/core/workspace';
import type { Workspace } from '@tutti/core/workspace';
import type { Commit, FencedWriter } from '@tutti/log';
import { LogError } from '@tutti/log';
import { originHeaders } from '../headers';
import type { Platform } from '../platform';
import { secretFingerprint } from '../shell/secret';

/** What publishing came to: the revision in force, and whether it is new. */
export interface Published {
  readonly revision: number;
  readonly changed: boolean;
}

type PublishingPlatform = Pick<Platform, 'config' | 'log' | 'wire' | 'topic' | 'clock' | 'settings'>;

/** Somebody else may be faster so many times. */
const ATTEMPTS_MAX = 20;

/**
 * Publishes a compiled workspace as the next revision; an unchanged one makes none. Of several who publish at once, each
 * gets a number of its own: they fence each other, and whoever was fenced looks again at what is in force.
 */
export async function publishWorkspace(
  platform: PublishingPlatform,
  workspace: Workspace,
  by: string,
): Promise<Published> {
  let isDoubtful = false;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const writer = platform.log.writer(`${platform.settings.prefix}.config`);
    try {
      await writer.open();
      await platform.config.caughtUp();
      const { config } = platform;
      const last = config.current();
      if (isInForce(platform, workspace)) return { revision: last, changed: isDoubtful };
      const revision = last + 1;
      const { kind } = await commit(platform, writer, { workspace, revision, by });
      isDoubtful ||= kind === 'unknown';
      if (kind !== 'committed') continue;
      await config.has(revision);
      return { revision, changed: true };
    } finally {
      await writer.close();
    }
  }
  throw new LogError(
    'unavailable',
    'publishing the workspace: others publish all the time, or Kafka is away; try again',
  );
}

const isInForce = ({ config }: PublishingPlatform, workspace: Workspace): boolean =>
  config.current() > 0 && encodeWorkspace(config.workspace()).hash === encodeWorkspace(workspace).hash;

function commit(
  { wire, topic, clock, settings }: PublishingPlatform,
  writer: FencedWriter,
  { workspace, revision, by }: { readonly workspace: Workspace; readonly revision: number; readonly by: string },
): Promise<Commit> {
  const { text, hash } = encodeWorkspace(workspace);
  const secret = secretFingerprint(settings.secret);
  const value = wire.encode('config', { revision, workspace: text, hash, secret, by, at: clock() });
  const key = keyOf.configuration('revision', String(revision));
  return writer.commit([
    { topic: topic('config'), partition: 0, key, value, headers: originHeaders('live', revision) },
  ]);
}
