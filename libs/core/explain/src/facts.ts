import type {
  AuditRecord,
  IdentifierKey,
  IdentifierState,
  LinkCause,
  ProfileId,
  ProfileState,
  SubState,
} from '@tutti/contracts';
import type { IdentityRules } from '@tutti/core/workspace';
import type { Order, Reason, Who } from './explanation';

/** Everything an explanation is made of: what was read of the states, and of the audit. */
export interface IdentityFacts {
  /** As it was asked: `type:value` or `profile:<id>`. */
  readonly asked: string;
  /** Key of the identifier that was asked for; undefined for a profile id. */
  readonly subject: IdentifierKey | undefined;
  /** The profile the question led to first. */
  readonly start: ProfileId;
  /** That profile, the one it went into, and those of the other sides, as far as they could be read. */
  readonly profiles: ReadonlyMap<ProfileId, ProfileState>;
  /** The identifiers of the profile and those they were seen with, as far as they could be read. */
  readonly identifiers: ReadonlyMap<IdentifierKey, IdentifierState>;
  /** Records about these profiles, oldest first. */
  readonly audit: readonly AuditRecord[];
  /** The rules in force. */
  readonly rules: IdentityRules;
  /** What the reader had to leave out. */
  readonly notes: readonly string[];
}

/** The facts by what is looked up in them. */
export interface Known {
  readonly facts: IdentityFacts;
  readonly who: (name: string, type?: string) => Who;
  readonly order: (command: string | null) => Order | null;
  readonly reason: (cause: LinkCause) => Reason;
  /** The newest record of a profile's going into another one; undefined where the audit does not say. */
  readonly arrival: (of: ProfileId) => AuditRecord | undefined;
}

/** Milliseconds as ISO 8601. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** The key in the name of an identifier. */
export const keyIn = (name: string): IdentifierKey => name.replace(/~\d+$/, '') as IdentifierKey;

/** Makes the facts easy to ask. */
export function knownOf(facts: IdentityFacts): Known {
  const held = heldIn(facts);
  const orders = ordersIn(facts.audit);
  const arrivals = arrivalsIn(facts.audit);
  const order = (command: string | null): Order | null => (command === null ? null : (orders.get(command) ?? null));
  return {
    facts,
    order,
    who: (name, type = '') => whoOf(facts, { name, type, held: held.get(name) }),
    reason: ({ messageId, command, at }) => ({ at: iso(at), messageId, command, order: order(command) }),
    arrival: (of) => arrivals.get(of),
  };
}

interface Held {
  readonly profileId: ProfileId;
  readonly sub: SubState;
}

/** Every identifier that a profile of the facts holds, by name. */
const heldIn = ({ profiles }: IdentityFacts): ReadonlyMap<string, Held> =>
  new Map(
    [...profiles].flatMap(([profileId, { identifiers }]) =>
      Object.entries(identifiers).map(([name, sub]): [string, Held] => [name, { profileId, sub }]),
    ),
  );

function whoOf(
  { identifiers }: IdentityFacts,
  { name, type, held }: { readonly name: string; readonly type: string; readonly held: Held | undefined },
): Who {
  const { sub, profileId } = held ?? {};
  const value = sub === undefined || sub.identifier.value === '' ? null : sub.identifier.value;
  const pointer = identifiers.get(keyIn(name))?.profileId;
  return { name, type: sub?.identifier.type || type, value, profileId: profileId ?? pointer ?? null };
}

/** Who ordered each command, and why: what came of it often says neither, as the one who answers was never told. */
function ordersIn(audit: readonly AuditRecord[]): ReadonlyMap<string, Order> {
  const orders = new Map<string, Order>();
  for (const { command, action, at, by, why } of audit) {
    if (command === null || (by === '' && orders.has(command))) continue;
    orders.set(command, { command, action, at: iso(at), by, why });
  }
  return orders;
}

/** The record of each profile that went into another one; the newest, where it did so again. */
const arrivalsIn = (audit: readonly AuditRecord[]): ReadonlyMap<ProfileId, AuditRecord> =>
  new Map(
    audit
      .filter(({ action, outcome }) => outcome === 'done' && (action === 'link' || action === 'merge'))
      .flatMap((record) => record.profiles.slice(1).map((gone): [ProfileId, AuditRecord] => [gone, record])),
  );
