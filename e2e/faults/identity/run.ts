import type { LocalStack } from '@tutti/stack';
import { chance } from '../../chance';
import type { Evidence } from '../../checker/evidence';
import { readEvidence } from '../../checker/read';
import { lineOf, violationsIn } from '../../checker/violations';
import { pause } from '../../until';
import { Feed } from '../feed';
import { Ground } from '../ground';
import type { FaultRow } from '../row';
import { inflictOnce } from '../run-row';
import { operators } from './operators';
import type { Found, Judgement } from './oracle';
import { acceptedOf, groupsOf, judge, limitRule, unionRule } from './oracle';
import type { People } from './people';
import { beginningFor, nameIn, peopleOf } from './people';

const BATCH = 50;
/** Beyond this many events under way nothing new is sent: what waits longer than a fault lasts tells nothing more. */
const IN_FLIGHT_MAX = 3_000;
const CALM_MS = { least: 500, most: 4_000 };
/** A broken rule breaks for many; the first few tell which. */
const LINES_MAX = 20;

/** Limits so tight that people cannot have all their devices in one profile. */
const TIGHT: Readonly<Record<string, number>> = { userId: 1, email: 1, anonymousId: 2 };
const TIGHT_WORKSPACE = `identifiers:
${Object.entries(TIGHT)
  .map(([type, limit]) => `  - { type: ${type}, limit: ${limit}, per: ever }\n`)
  .join('')}`;

/** What a run is to be. */
export interface IdentityPlan {
  readonly stack: LocalStack;
  readonly events: number;
  readonly people: number;
  /** Tight limits, strangers on one event, and operators who split. */
  readonly splits: boolean;
  readonly seed: number;
  readonly eventsPerSecond: number;
  /** Faults to draw from. */
  readonly rows: readonly FaultRow[];
  /** Told what goes on, a sentence each. */
  readonly tell: (text: string) => void;
}

/** What became of a run. */
export interface IdentityResult extends Judgement {
  readonly seed: number;
  readonly events: number;
  readonly profiles: number;
  readonly merges: number;
  readonly splits: number;
  readonly refusals: number;
  readonly faults: readonly string[];
  readonly violations: readonly string[];
  readonly seconds: number;
}

/** Whether everything that must hold does. */
export const isRight = ({ lost, doubled, differing, violations }: IdentityResult): boolean =>
  lost + doubled + differing.length + violations.length === 0;

/** People and their events through a system that is broken all the while; at rest, every profile against an oracle. */
export async function identityRun(plan: IdentityPlan): Promise<IdentityResult> {
  const { stack, events, splits, seed, eventsPerSecond, tell } = plan;
  const people = peopleOf({ people: plan.people, strangers: splits, from: beginningFor(events, Date.now()) });
  const startAt = Date.now();
  const ground = await Ground.open({
    ...{ stack, seed, eventsPerSecond, tell, workspace: splits ? TIGHT_WORKSPACE : '' },
    feed: (tutti, { received }) => {
      const isAhead = (): boolean => feed.next - received.messages.size > IN_FLIGHT_MAX;
      const feed = new Feed(tutti, { seed, eventsPerSecond, batch: BATCH, isAhead, nameIn, newEvent: people.newEvent });
      return feed;
    },
  });
  try {
    const { faults, problems } = await broken(ground, people, plan);
    tell(`${ground.stream.messageIds.size} events, ${faults.length} faults; judging`);
    const evidence = await evidenceOf(ground);
    const violations = [...problems, ...ground.receiver.received.violations, ...violationsIn(evidence).map(lineOf)];
    return {
      ...{ seed, faults, violations: violations.slice(0, LINES_MAX) },
      ...judgementOn(ground, { people, evidence, splits }),
      ...numbersOf(evidence),
      events: ground.stream.messageIds.size,
      seconds: Math.round((Date.now() - startAt) / 1000),
    };
  } finally {
    await ground.close();
  }
}

interface Broken {
  readonly faults: readonly string[];
  readonly problems: readonly string[];
}

/** Faults one after the other until enough was sent, then rest. */
async function broken(
  ground: Ground,
  people: People,
  { splits, events, rows, seed, tell }: IdentityPlan,
): Promise<Broken> {
  const random01 = chance(seed);
  ground.random01 = random01;
  const { platform } = ground.tutti;
  const accepted = (): number => ground.stream.messageIds.size;
  const desk = splits ? operators({ platform, people, accepted, random01: chance(seed + 1) }) : undefined;
  const faults: string[] = [];
  try {
    while (accepted() < events) {
      const row = rows[Math.floor(random01() * rows.length)]!;
      tell(`${accepted()} accepted: ${row.title}`);
      await inflictOnce(ground, row);
      faults.push(row.name);
      await pause(CALM_MS.least + random01() * (CALM_MS.most - CALM_MS.least));
    }
    await desk?.stop();
    await ground.comeToRest();
    return { faults, problems: [] };
  } catch (error) {
    for (const service of ground.tutti.services) process.stderr.write(`${service.tail()}\n`);
    return { faults, problems: [(error as Error).message] };
  }
}

/** Everything that is stored, read by the checker's own clients. */
function evidenceOf({ stack, stream, deliveries, tutti }: Ground): Promise<Evidence> {
  const { brokers, registryUrl, redisUrl } = stack.endpoints;
  const place = { brokers: brokers.split(','), registryUrl, redisUrl, prefix: tutti.settings.prefix };
  const answered = [...stream.messageIds].map((messageId) => ({
    messageId,
    entry: nameIn(messageId).entry.replace('\u0000', ':'),
  }));
  return readEvidence(place, { answered, deliveries });
}

interface Ended {
  readonly people: People;
  readonly evidence: Evidence;
  readonly splits: boolean;
}

function judgementOn({ tutti, stream }: Ground, { people, evidence, splits }: Ended): Judgement {
  const accepted = acceptedOf(stream.messageIds, people.facts);
  const names = [...people.facts.values()].flatMap(({ names: of }) => of);
  const keys = new Map(names.map((name) => [tutti.platform.hash(name) as string, name]));
  const found: Found = { accepted, nameOf: (key) => keys.get(key), profiles: livingIn(evidence) };
  return judge(found, splits ? limitRule(TIGHT) : unionRule(groupsOf(accepted)));
}

const livingIn = ({ newestTold }: Evidence): Evidence['newestTold'] =>
  new Map([...newestTold].filter(([, { end }]) => end === undefined));

function numbersOf(evidence: Evidence): Pick<IdentityResult, 'profiles' | 'merges' | 'splits' | 'refusals'> {
  const decided = (wanted: string, ...actions: readonly string[]): number =>
    evidence.decisions.filter(({ outcome, action }) => outcome === wanted && actions.includes(action)).length;
  return {
    profiles: livingIn(evidence).size,
    merges: decided('done', 'link', 'merge'),
    splits: decided('done', 'split', 'undo_merge'),
    refusals: decided('refused', 'link'),
  };
}
