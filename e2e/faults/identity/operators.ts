import type { Command, IncarnatedIdentifier } from '@tutti/contracts';
import { keyOf, profileIn } from '@tutti/contracts';
import { homeProfile } from '@tutti/core/stage';
import type { Platform } from '@tutti/runtime';
import { shuffled } from '../../chance';
import { pause, until } from '../../until';
import { identifierName, typeOf, valueOf } from './facts';
import type { People } from './people';

/** Commands for each accepted event; about half of them find something to split. */
const SHARE = 0.004;
const LOOK_EVERY_MS = 100;
const APPEND_MS_MAX = 120_000;

type Action = 'split' | 'undo_merge' | 'allow_link';
/** One in so many is of each kind. */
const ACTIONS: readonly Action[] = ['split', 'split', 'split', 'undo_merge', 'allow_link'];

/** What operators work with. `accepted`: how many events were, so far. */
export interface OperatorPlan {
  readonly platform: Platform;
  readonly people: People;
  readonly accepted: () => number;
  readonly random01: () => number;
}

/** Operators who split people, undo merges and allow links again while events flow, as records of their own in the log. */
export function operators(plan: OperatorPlan): { readonly stop: () => Promise<void> } {
  let isOver = false;
  let sent = 0;
  const work = async (): Promise<void> => {
    while (!isOver) {
      if (sent < plan.accepted() * SHARE && (await command(plan, `command-${sent}`))) sent += 1;
      else await pause(LOOK_EVERY_MS);
    }
  };
  const ended = work();
  ended.catch(() => undefined); // told by `stop`
  return {
    stop: () => {
      isOver = true;
      return ended;
    },
  };
}

/** False when there is nobody to command about yet. */
async function command({ platform, people, random01 }: OperatorPlan, id: string): Promise<boolean> {
  const joined = people.joined(random01);
  if (joined === undefined) return false;
  const [one, other] = shuffled(joined, random01).map((name) => incarnated(platform, name));
  const action = ACTIONS[Math.floor(random01() * ACTIONS.length)] ?? 'split';
  if (one === undefined || other === undefined) return false;
  const isAbout =
    action === 'allow_link' ? { other, otherProfileId: homeOf(other) } : { other: null, otherProfileId: null };
  const about = { action, identifiers: [one], ...isAbout, expectedVersion: null };
  await append(platform, { id, by: 'faults', why: 'to see what holds', at: Date.now(), ...about });
  if (action !== 'allow_link') people.bridge(nameOf(one), nameOf(other));
  return true;
}

function incarnated({ hash }: Platform, name: string): IncarnatedIdentifier {
  return { identifier: { type: typeOf(name), value: valueOf(name), key: hash(name) }, incarnation: 0 };
}

const nameOf = ({ identifier: { type, value } }: IncarnatedIdentifier): string => identifierName(type, value);

const homeOf = ({ identifier, incarnation }: IncarnatedIdentifier) => homeProfile(identifier.key, incarnation);

/** Written again until the log says that it has it: a command that comes twice is done once. */
async function append(platform: Platform, about: Command): Promise<void> {
  const { log, wire, topic, partitionOf, partitions } = platform;
  const [first] = about.identifiers;
  if (first === undefined) throw new Error(`sending ${about.id}: it is about nobody`);
  const key = keyOf.profile(homeOf(first));
  const value = wire.encode('profile.in', profileIn.command(about));
  const record = { topic: topic('profile.in'), partition: partitionOf(key, partitions), key, value, headers: {} };
  const missing = async (): Promise<string | undefined> => {
    const appender = log.appender();
    try {
      await appender.append([record]);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await appender.close();
    }
  };
  await until({ awaited: 'the log to take a command', msMax: APPEND_MS_MAX, missing });
}
