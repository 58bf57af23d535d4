import type { AuditRecord, IdentifierKey, IdentifierState, ProfileState } from '@tutti/contracts';
import type { IdentityFacts } from '@tutti/core/explain';
import { keyIn } from '@tutti/core/explain';
import { identityRules } from '@tutti/core/workspace';
import type { Platform } from '../../platform';
import type { CachePlatform, Lookup } from '../cached-state';
import type { AuditPlatform } from '../commands/audit';
import { auditTrail } from '../commands/audit';
import { pointerOf, profileOf } from '../commands/resolve';
import type { Target } from '../commands/target';
import type { Way } from '../way';
import { wayTo } from '../way';

/** Strangers that are looked up; of the others the answer knows no more than their hash. */
const STRANGERS_MAX = 50;
const PROFILES_MAX = 100;
const AUDIT_MAX = 1_000;

/** What gathering the facts of an explanation takes. */
export type ExplainPlatform = CachePlatform & AuditPlatform & Pick<Platform, 'config'>;

/** Whom somebody asks about, and how they wrote it. */
export interface Question {
  readonly asked: string;
  readonly target: Target;
}

/**
 * Everything there is to say about an identifier or a profile: states from the cache, decisions from the audit. Reads
 * at most 100 identifiers, 150 profiles and the newest 1,000 records about them; what was left out stands in the notes.
 */
export async function gatherFacts(
  platform: ExplainPlatform,
  { asked, target }: Question,
): Promise<Lookup<IdentityFacts>> {
  const subject = target.kind === 'identifier' ? target.identifier.key : undefined;
  const way = await wayTo(platform, target);
  if (way.kind !== 'found') return way;
  const { start, profiles, state: last } = way.found;
  const members = Object.keys(last.identifiers).map(keyIn);
  const { records, isWhole } = await auditAbout(platform, { ...way.found, members });
  const audit = records.slice(-AUDIT_MAX);
  const identifiers = await statesOf(members, (key) => pointerOf(platform, key));
  const strangers = strangersIn({ last, identifiers, audit, members });
  const theirs = await statesOf(strangers.slice(0, STRANGERS_MAX), (key) => pointerOf(platform, key));
  // Of a split the other side is known by the profiles that the order was about.
  const ordered = audit.filter(({ command }) => command !== null).flatMap((record) => record.profiles);
  const held = [...theirs.values()].map(({ profileId }) => profileId);
  const others = [...new Set([...held, ...ordered.toReversed()])].filter((id) => !profiles.has(id));
  const notes = [
    ...(isWhole && records.length === audit.length ? [] : [CUT]),
    ...(strangers.length > STRANGERS_MAX ? [`${strangers.length - STRANGERS_MAX} others were not looked up.`] : []),
    ...(identifiers.size < members.length ? [PART] : []),
  ];
  const known = {
    profiles: new Map([
      ...(await statesOf(others.slice(0, PROFILES_MAX), (id) => profileOf(platform, id))),
      ...profiles,
    ]),
    identifiers: new Map([...theirs, ...identifiers]),
  };
  const rules = identityRules(platform.config.workspace());
  return { kind: 'found', found: { asked, subject, start, audit, rules, notes, ...known } };
}

const CUT = 'Only the newest part of the audit was read; what is older may miss who decided it and when.';
const PART = 'Some identifiers could not be read, so refusals that only they remember are missing.';

interface About extends Way {
  readonly members: readonly IdentifierKey[];
}

function auditAbout(platform: ExplainPlatform, { profiles, state: last, members }: About) {
  const subs = Object.values(last.identifiers);
  const ids = new Set([...profiles.keys(), ...subs.flatMap(({ lineage }) => lineage)]);
  const keys = new Set(members);
  const commands = new Set([
    ...subs.flatMap(({ walls }) => walls.map(({ wall }) => wall)),
    ...last.links.map(({ cause }) => cause.command),
  ]);
  const isAbout = ({ command, profiles: of, identifiers }: AuditRecord): boolean =>
    (command !== null && commands.has(command)) ||
    of.some((id) => ids.has(id)) ||
    identifiers.some((key) => keys.has(key));
  return auditTrail(platform, isAbout);
}

/** The states of those that are there; what is not whole now is left out. */
async function statesOf<Key extends string, State>(
  keys: readonly Key[],
  read: (key: Key) => Promise<Lookup<State>>,
): Promise<ReadonlyMap<Key, State>> {
  const answers = await Promise.all(keys.map(async (key) => [key, await read(key)] as const));
  return new Map(answers.flatMap(([key, answer]) => (answer.kind === 'found' ? [[key, answer.found] as const] : [])));
}

interface Met {
  readonly last: ProfileState;
  readonly identifiers: ReadonlyMap<IdentifierKey, IdentifierState>;
  readonly audit: readonly AuditRecord[];
  readonly members: readonly IdentifierKey[];
}

/** Whom the identifiers of the profile were not joined with: walls first, then the newest refusals. */
function strangersIn({ last, identifiers, audit, members }: Met): readonly IdentifierKey[] {
  const own = new Set(members);
  const ordered = audit.filter(({ command }) => command !== null).flatMap((record) => record.identifiers);
  const refused = audit.filter(({ outcome }) => outcome === 'refused').flatMap((record) => record.identifiers);
  const remembered = last.refusals.map(({ other }) => keyIn(other));
  const asked = [...identifiers.values()]
    .flatMap(({ neighbours }) => neighbours)
    .filter(({ refusal }) => refusal !== null)
    .sort((one, other) => other.askedAt - one.askedAt)
    .map(({ key }) => key);
  const met = [...ordered, ...remembered.toReversed(), ...refused.toReversed(), ...asked];
  return [...new Set(met)].filter((key) => !own.has(key));
}
