import type { Key } from './generated/keys';
import type { TopicName } from './generated/topics';
import { TOPICS } from './generated/topics';

/** Key of a task's progress record in its state topic. */
export const PROGRESS_KEY = '__progress' as unknown as Key;

/** Key of a Switch record; reserved, since it is no hash. */
export const SWITCH_KEY = '__switch' as unknown as Key;

/**
 * Full name of a topic. `parameter` fills the template of `source.<name>` and `destination.<instance>.state`; it is
 * required for those and only for those.
 */
export function topicName(prefix: string, topic: TopicName, parameter?: string): string {
  const { template } = TOPICS[topic];
  if (template.includes('<') !== (parameter !== undefined)) {
    throw new Error(`naming topic ${template}: ${parameter === undefined ? 'it needs a parameter' : 'it takes none'}`);
  }
  return `${prefix}.${template.replace(/<\w+>/, parameter ?? '')}.v1`;
}
