import type { IdentifierKey, ProfileId, ProfileState, ProfileVersion, Snapshot } from '@tutti/contracts';
import { keyIn } from '@tutti/core/explain';
import { changesBetween } from '@tutti/core/profile';
import type { Effect } from '@tutti/core/stage';
import { homeProfile } from '@tutti/core/stage';
import type { Platform } from '../../platform';
import type { HistoryEntry, Newest, Orderer } from './entries';
import { entryOf, newest } from './entries';
import type { ReplayedStep } from './replay';
import { replayProfiles } from './replay';
import { readTold } from './told';

/** A longer partition is not stepped again from its start. */
export const REPLAYED_OFFSETS_MAX = 1_000_000;
const PROFILES_MAX = 200;
const ROUNDS_MAX = 8;

/** What changed in a profile, and in everything that became part of it. */
export interface ProfileHistory {
  readonly profileId: ProfileId;
  /** Newest first, at most as many as asked for. */
  readonly entries: readonly HistoryEntry[];
  /** How many there are in all that was read. */
  readonly count: number;
  /** Every profile that held one of the identifiers. */
  readonly profiles: readonly ProfileId[];
  /** What is not in it, and why. */
  readonly notes: readonly string[];
}

/** What to tell, and whom to keep informed meanwhile. */
export interface HistoryQuestion {
  readonly id: ProfileId;
  readonly state: ProfileState;
  readonly limit: number;
  /** Called now and then with the share that was read, 0 to 1. */
  readonly progress: (read: number, of: number) => void;
  readonly isStopped: () => boolean;
  /** Default: 1,000,000. */
  readonly offsetsMax?: number;
}

/**
 * The history of a profile by stepping its records once more, with those of every profile that ever held one of its
 * identifiers. Where that would take too long, or the log does not begin at its beginning, what `profiles` still holds is
 * told instead, and a note says so. Memory does not grow with the log.
 */
export async function historyOf(platform: Platform, question: HistoryQuestion): Promise<ProfileHistory> {
  const reading = readingOf(question);
  const { identifiers } = question.state;
  const homes = Object.values(identifiers).map(({ identifier, incarnation }) =>
    homeProfile(identifier.key, incarnation),
  );
  const lineages = Object.values(identifiers).flatMap(({ lineage }) => lineage);
  let next = new Set([question.id, ...homes, ...lineages]);
  for (let round = 0; next.size > 0; round++) {
    if (round === ROUNDS_MAX || reading.seen.size + next.size > PROFILES_MAX) {
      reading.notes.add(
        `Not all profiles that held these identifiers were read: there are more than ${reading.seen.size}.`,
      );
      break;
    }
    for (const id of next) reading.seen.add(id);
    for (const [partition, keys] of byPartition(platform, next))
      await readPartition(platform, reading, { partition, keys });
    next = new Set([...reading.met].filter((id) => !reading.seen.has(id)));
  }
  return {
    profileId: question.id,
    entries: reading.entries.entries(),
    count: reading.entries.count(),
    profiles: [...reading.seen],
    notes: [...reading.notes],
  };
}

/** What is gathered while partitions are read. */
interface Reading {
  readonly question: HistoryQuestion;
  readonly offsetsMax: number;
  /** Names of the identifiers whose history it is, and their keys. */
  readonly names: ReadonlySet<string>;
  readonly keys: ReadonlySet<IdentifierKey>;
  readonly entries: Newest;
  readonly orderers: Map<string, Orderer>;
  /** The traits that were told last. */
  readonly shown: Map<ProfileId, Snapshot['traits']>;
  readonly seen: Set<ProfileId>;
  /** Profiles that got one of the identifiers from one that was read. */
  readonly met: Set<ProfileId>;
  readonly notes: Set<string>;
  readonly gotOn: (offsets: number) => void;
  readonly extend: (offsets: number) => void;
}

function readingOf(question: HistoryQuestion): Reading {
  const names = Object.keys(question.state.identifiers);
  let [read, of] = [0, 0];
  return {
    question,
    offsetsMax: question.offsetsMax ?? REPLAYED_OFFSETS_MAX,
    ...{ names: new Set(names), keys: new Set(names.map(keyIn)), entries: newest(question.limit) },
    ...{ orderers: new Map(), shown: new Map(), seen: new Set(), met: new Set(), notes: new Set() },
    gotOn: (offsets) => question.progress((read += offsets), of),
    extend: (offsets) => void (of += offsets),
  };
}

function byPartition({ partitionOf, partitions }: Platform, ids: ReadonlySet<ProfileId>): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const id of ids) {
    const partition = partitionOf(id, partitions);
    found.set(partition, (found.get(partition) ?? new Set()).add(id));
  }
  return found;
}

interface Part {
  readonly partition: number;
  readonly keys: ReadonlySet<string>;
}

async function readPartition(platform: Platform, reading: Reading, { partition, keys }: Part): Promise<void> {
  const { offsetsMax, notes, gotOn, extend, question } = reading;
  const { start, end } = await platform.log.boundsOf({ topic: platform.topic('profile.in'), partition });
  const rest = { partition, keys, gotOn, isStopped: question.isStopped };
  if (start === 0 && end <= offsetsMax) {
    extend(end);
    return replayProfiles(platform, { ...rest, end, visit: (step) => visitStep(reading, step) });
  }
  const why = start > 0 ? `begins at offset ${start}` : `has ${end} records, more than ${offsetsMax}`;
  notes.add(
    `profile.in/${partition} ${why}: of the profiles there, the history has every version of the last 7 days, ` +
      'and of older ones the newest only.',
  );
  return readTold(platform, { ...rest, offsetsMax, visit: (version) => visitVersion(reading, version) });
}

/** What a step told, where the profile held one of the identifiers before it or after. */
function visitStep(reading: Reading, { input, before, after, effects }: ReplayedStep): void {
  const { question, names, orderers } = reading;
  const command = input.kind === 'record' ? input.value.command : null;
  if (command !== null) orderers.set(command.id, command);
  for (const effect of effects) meet(reading, effect);
  if (input.key !== question.id && !holds(before, names) && !holds(after, names)) return;
  for (const told of toldIn(effects)) add(reading, input.kind === 'sweep' ? underNewRules(reading, told) : told);
}

/** A stage sees a profile by the rules of today only; what other rules made of it is known from what was told last. */
function underNewRules({ shown }: Reading, version: ProfileVersion): ProfileVersion {
  const { id, traits } = version.snapshot;
  return { ...version, changes: changesBetween(shown.get(id) ?? {}, traits) };
}

const toldIn = (effects: readonly Effect[]): readonly ProfileVersion[] =>
  effects.flatMap((effect) => {
    const told = effect.kind === 'emit' && effect.topic === 'profiles' ? effect.value.profile : null;
    return told === null ? [] : [told];
  });

const holds = (state: ProfileState | undefined, names: ReadonlySet<string>): boolean =>
  state !== undefined && Object.keys(state.identifiers).some((name) => names.has(name));

/** Where an identifier goes from here, its history goes on. */
function meet({ names, met }: Reading, effect: Effect): void {
  if (effect.kind !== 'emit' || effect.topic !== 'profile.in') return;
  const { absorb, return: back } = effect.value;
  const moved = absorb ?? back;
  if (moved !== null && Object.keys(moved.identifiers).some((name) => names.has(name)))
    met.add(String(effect.key) as ProfileId);
}

function visitVersion(reading: Reading, version: ProfileVersion): void {
  const { question, keys } = reading;
  const { snapshot, identity } = version;
  const all = [...snapshot.identifiers, ...(identity?.identifiers ?? [])];
  if (snapshot.id === question.id || all.some(({ key }) => keys.has(key))) add(reading, version);
}

function add({ entries, orderers, shown }: Reading, version: ProfileVersion): void {
  shown.set(version.snapshot.id, version.snapshot.traits);
  const entry = entryOf(version, (command) => orderers.get(command));
  if (entry !== undefined) entries.add(entry);
}
