import { keyOf } from '@tutti/contracts';
import { encodeWorkspace } from '@tutti/core/workspace';
import type { Workspace } from '@tutti/core/workspace';
import { originHeaders } from '../headers';
import type { Platform } from '../platform';
import { secretFingerprint } from '../shell/secret';

/** What publishing came to: the revision in force, and whether it is new. */
export interface Published {
  readonly revision: number;
  readonly changed: boolean;
}

/** Publishes a compiled workspace as the next revision; an unchanged one makes none. */
export async function publishWorkspace(
  platform: Pick<Platform, 'config' | 'log' | 'wire' | 'topic' | 'clock' | 'settings'>,
  workspace: Workspace,
  by: string,
): Promise<Published> {
  const { config, log, wire, topic, clock, settings } = platform;
  const { text, hash } = encodeWorkspace(workspace);
  if (config.current() > 0 && encodeWorkspace(config.workspace()).hash === hash) {
    return { revision: config.current(), changed: false };
  }
  const revision = config.current() + 1;
  const secret = secretFingerprint(settings.secret);
  const value = wire.encode('config', { revision, workspace: text, hash, secret, by, at: clock() });
  const appender = log.appender();
  try {
    const key = keyOf.configuration('revision', String(revision));
    await appender.append([
      { topic: topic('config'), partition: 0, key, value, headers: originHeaders('live', revision) },
    ]);
  } finally {
    await appender.close();
  }
  await config.has(revision);
  return { revision, changed: true };
}
