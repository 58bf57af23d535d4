import type { IdentifierState, IncarnatedIdentifier, ProfileId, ProfileState, SubState } from '@tutti/contracts';
import type { Violation } from '@tutti/core/stage';
import { nameOf } from '@tutti/core/stage';
import type { Platform } from '../../platform';
import type { CachePlatform, Lookup } from '../cached-state';
import { cachedState } from '../cached-state';
import type { CommandRequest } from './request';
import type { Target } from './target';
import { targetOf } from './target';

/** Somebody whom a command is about, and the profile that holds them now. */
export interface Side {
  readonly identifier: IncarnatedIdentifier;
  readonly profileId: ProfileId;
}

/** A command whose identifiers were found. */
export interface Resolved {
  /** All of one profile; never empty. */
  readonly identifiers: readonly [Side, ...Side[]];
  readonly other: Side | undefined;
  /** The profile of the other side; of an undo, the one that came in by the merge. */
  readonly otherProfileId: ProfileId | undefined;
}

/** `rebuilding`: the cache is not whole; ask again in a moment. */
export type Resolution =
  | { readonly kind: 'resolved'; readonly resolved: Resolved }
  | { readonly kind: 'unknown'; readonly violations: readonly Violation[] }
  | { readonly kind: 'rebuilding' };

type ResolvePlatform = CachePlatform & Pick<Platform, 'config' | 'hash'>;

/** Finds whom a command is about through the state cache, or tells everybody who cannot be found. */
export async function resolve(platform: ResolvePlatform, command: CommandRequest): Promise<Resolution> {
  const mine = await Promise.all(
    command.identifiers.map((text, i) => find(platform, { text, field: `identifiers.${i}`, command })),
  );
  const other = command.with === undefined ? undefined : await findOther(platform, command, command.with);
  const found = other === undefined ? mine : [...mine, other];
  if (found.some(({ kind }) => kind === 'rebuilding')) return { kind: 'rebuilding' };
  const violations = found.flatMap((it) => (it.kind === 'unknown' ? it.violations : []));
  if (violations.length > 0) return { kind: 'unknown', violations };
  const [first, ...rest] = mine.flatMap((it) => (it.kind === 'found' ? [it] : []));
  const isOne = rest.every(({ side }) => side.profileId === first?.side.profileId);
  if (first === undefined || !isOne) return { kind: 'unknown', violations: NOT_ONE };
  const identifiers = [first.side, ...rest.map(({ side }) => side)] as const;
  return { kind: 'resolved', resolved: { identifiers, ...otherSide(other, first.cameIn) } };
}

function otherSide(
  other: Found | CameIn | undefined,
  cameIn: ProfileId | undefined,
): Pick<Resolved, 'other' | 'otherProfileId'> {
  if (other?.kind === 'found') return { other: other.side, otherProfileId: other.side.profileId };
  return { other: undefined, otherProfileId: other?.kind === 'came in' ? other.profileId : cameIn };
}

const NOT_ONE = [{ field: 'identifiers', reason: 'are not all of one profile: a split takes some out of one profile' }];

interface Question {
  readonly text: string;
  readonly field: string;
  readonly command: CommandRequest;
}

type Found =
  | {
      readonly kind: 'found';
      readonly side: Side;
      /** The profile that was named, where it lives on in another one. */
      readonly cameIn?: ProfileId;
    }
  | { readonly kind: 'unknown'; readonly violations: readonly Violation[] }
  | { readonly kind: 'rebuilding' };

/** A profile that is no more, by its id. */
interface CameIn {
  readonly kind: 'came in';
  readonly profileId: ProfileId;
}

async function find(platform: ResolvePlatform, question: Question): Promise<Found> {
  const target = targetOf(question.text, platform);
  if (target === undefined)
    return unknown(question, 'can be nobody: write it as type:value, such as email:ada@example.com');
  return target.kind === 'identifier'
    ? byIdentifier(platform, question, target)
    : byProfile(platform, question, target.id);
}

/** Of an undo the other side is a profile that is no more; of everything else, somebody. */
async function findOther(platform: ResolvePlatform, command: CommandRequest, text: string): Promise<Found | CameIn> {
  const question = { text, field: 'with', command };
  if (command.action !== 'undo-merge') return find(platform, question);
  const target = targetOf(text, platform);
  if (target?.kind !== 'profile') return unknown(question, 'must be the profile that came in, written as profile:<id>');
  const read = await profileOf(platform, target.id);
  if (read.kind === 'rebuilding') return { kind: 'rebuilding' };
  return read.kind === 'none' ? unknown(question, NO_PROFILE) : { kind: 'came in', profileId: target.id };
}

async function byIdentifier(
  platform: ResolvePlatform,
  question: Question,
  { identifier }: Extract<Target, { readonly kind: 'identifier' }>,
): Promise<Found> {
  const pointer = await pointerOf(platform, identifier.key);
  if (pointer.kind === 'rebuilding') return { kind: 'rebuilding' };
  if (pointer.kind === 'none') return unknown(question, NOBODY);
  const { profileId, incarnation } = pointer.found;
  const who = { identifier, incarnation };
  const held = await holderOf(platform, nameOf(identifier.key, incarnation), profileId);
  if (held === 'rebuilding') return { kind: 'rebuilding' };
  return held === undefined ? unknown(question, NOBODY) : { kind: 'found', side: { ...held, identifier: who } };
}

async function byProfile(platform: ResolvePlatform, question: Question, id: ProfileId): Promise<Found> {
  const read = await profileOf(platform, id);
  if (read.kind === 'rebuilding') return { kind: 'rebuilding' };
  if (read.kind === 'none') return unknown(question, NO_PROFILE);
  const { life, identifiers, into } = read.found;
  if (life === 'erased') return unknown(question, 'was erased');
  if (into !== null && life !== 'live') return gone(platform, { ...question, into, state: read.found, id });
  const [name, first] = Object.entries(identifiers)[0] ?? [];
  if (name === undefined || first === undefined) return unknown(question, NO_PROFILE);
  return { kind: 'found', side: { identifier: incarnated(first), profileId: id } };
}

interface Gone extends Question {
  readonly id: ProfileId;
  readonly into: ProfileId;
  readonly state: ProfileState;
}

/** A profile that went into another one: only a merge that is to be undone is found by it. */
async function gone(platform: ResolvePlatform, question: Gone): Promise<Found> {
  const { command, id, into, state } = question;
  if (command.action !== 'undo-merge') return unknown(question, `went into another profile: ask for profile:${into}`);
  for (const name of Object.keys(state.forwards)) {
    const found = await pointedAt(platform, name);
    if (found === 'rebuilding') return { kind: 'rebuilding' };
    if (found !== undefined) return { kind: 'found', side: found, cameIn: id };
  }
  return unknown(question, 'holds nothing that could come back');
}

/** Who holds the identifier of this name now; undefined when it is in another life. */
async function pointedAt(platform: ResolvePlatform, name: string): Promise<Side | 'rebuilding' | undefined> {
  const [key = '', life = '0'] = name.split('~');
  const pointer = await pointerOf(platform, key);
  if (pointer.kind === 'rebuilding') return 'rebuilding';
  if (pointer.kind === 'none' || pointer.found.incarnation !== Number(life)) return undefined;
  return holderOf(platform, name, pointer.found.profileId);
}

/** A merge may be further than the pointer; each profile on the way says where the identifier went. */
async function holderOf(
  platform: CachePlatform,
  name: string,
  pointer: ProfileId,
): Promise<Side | 'rebuilding' | undefined> {
  let at: ProfileId | undefined = pointer;
  for (let i = 0; at !== undefined && i < FOLLOWED_MAX; i++) {
    const profile: Lookup<ProfileState> = await profileOf(platform, at);
    if (profile.kind === 'rebuilding') return 'rebuilding';
    if (profile.kind === 'none') return undefined;
    const held = profile.found.identifiers[name];
    if (held !== undefined) return { identifier: incarnated(held), profileId: at };
    at = profile.found.forwards[name];
  }
  return undefined;
}

const incarnated = ({ identifier, incarnation }: SubState): IncarnatedIdentifier => ({ identifier, incarnation });

/** Merges that one question follows; each is a question of its own to the cache. */
const FOLLOWED_MAX = 16;

const NOBODY = 'is nobody: no event came by it';
const NO_PROFILE = 'is no profile';

const unknown = ({ field, text }: Pick<Question, 'field' | 'text'>, reason: string): Found => ({
  kind: 'unknown',
  violations: [{ field, reason: `(${text}) ${reason}` }],
});

/** The state of an identifier through the state cache. */
export async function pointerOf(platform: CachePlatform, key: string): Promise<Lookup<IdentifierState>> {
  const read = await cachedState(platform, { stage: 'identity', topic: 'identity.state', key });
  if (read.kind !== 'found') return read;
  return read.found.state === null ? { kind: 'none' } : { kind: 'found', found: read.found.state };
}

/** The state of a profile through the state cache. */
export async function profileOf(platform: CachePlatform, key: string): Promise<Lookup<ProfileState>> {
  const read = await cachedState(platform, { stage: 'profile-compute', topic: 'profile.state', key });
  if (read.kind !== 'found') return read;
  return read.found.state === null ? { kind: 'none' } : { kind: 'found', found: read.found.state };
}
