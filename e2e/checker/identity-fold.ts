import { createHash } from 'node:crypto';
import type { Entered, Evidence, Numbered, Pointer } from './evidence';
import { nameIn } from './facts';
import { refusedIn } from './letters';
import { placeOf } from './positions';

const RECENT_MAX = 256;
const WINDOW_S = 7 * 24 * 60 * 60;
const HASH_BYTES = 8;

/** An event that has to be applied, with its number among those of its identifier's life. */
export interface Due extends Numbered {
  readonly event: Extract<Entered, { kind: 'event' }>;
}

/** What identity has to make of its input. */
export interface IdentityFold {
  /** By place in `identity.in`. */
  readonly due: ReadonlyMap<number, Due>;
  /** Records that are no values and no dead letters either. */
  readonly lost: readonly Entered[];
  /** By identifier. */
  readonly identifiers: ReadonlyMap<string, Folded>;
}

type Folded = Pick<Pointer, 'incarnation' | 'seq'> & { readonly recent: () => string };

interface Actor {
  incarnation: number;
  seq: number;
  /** Message to the second it came in, oldest first. */
  readonly recent: Map<string, number>;
}

/** Goes through `identity.in` by the words of promise P2: a repeat within 7 days and the last 256 events is dropped. */
export function identityFold({ entered, letters }: Pick<Evidence, 'entered' | 'letters'>): IdentityFold {
  const refused = refusedIn('identity.in', letters);
  const [due, lost, actors] = [new Map<number, Due>(), [] as Entered[], new Map<string, Actor>()];
  const clocks = new Map<number, Clock>();
  for (const record of entered) {
    const place = placeOf(record.partition, record.offset);
    const clock = clockOf(clocks, record.partition);
    const isRefused = refused.has(place);
    if (!passes(clock, record, refused.get(place)) || isRefused) continue;
    if (record.kind === 'unreadable') lost.push(record);
    if (record.kind === 'forget') forget(actorOf(actors, record.key), record.incarnation);
    if (record.kind !== 'event') continue;
    const actor = actorOf(actors, record.key);
    if (remembers(actor, record.messageId, Math.floor(clock.at / 1000))) continue;
    due.set(place, { event: record, name: nameIn(record.key, actor.incarnation), seq: (actor.seq += 1) });
  }
  return { due, lost, identifiers: new Map([...actors].map(([key, actor]) => [key, foldedOf(actor)])) };
}

const foldedOf = ({ incarnation, seq, recent }: Actor): Folded => ({ incarnation, seq, recent: () => hexOf(recent) });

/** Mutates `actors` where it is new. */
function actorOf(actors: Map<string, Actor>, key: string): Actor {
  const actor = actors.get(key) ?? { incarnation: 0, seq: 0, recent: new Map<string, number>() };
  actors.set(key, actor);
  return actor;
}

/** The life that is meant ends, and numbers begin anew; what came before is remembered. Mutates the actor. */
function forget(actor: Actor, incarnation: number): void {
  if (actor.incarnation !== incarnation) return;
  actor.incarnation += 1;
  actor.seq = 0;
}

/** Time and revision of one partition. */
export interface Clock {
  at: number;
  revision: number;
}

/** The clock of a partition. Mutates `clocks`. */
export function clockOf(clocks: Map<number, Clock>, partition: number): Clock {
  const clock = clocks.get(partition) ?? { at: 0, revision: 0 };
  clocks.set(partition, clock);
  return clock;
}

interface Timed {
  readonly kind: string;
  readonly at?: number;
  readonly timestamp: number;
  readonly revision?: number;
}

/** What is refused for these reasons was read before: its own time counts. */
const READ_BEFORE: readonly (string | undefined)[] = [undefined, 'bad-value', 'wrong-key'];

/** Moves the clock to a record; false for a switch to what holds already, which is none. Mutates `clock`. */
export function passes(clock: Clock, { at, timestamp, revision }: Timed, refusedFor?: string): boolean {
  if (revision !== undefined) {
    if (revision <= clock.revision) return false;
    clock.revision = revision;
  }
  const own = at !== undefined && READ_BEFORE.includes(refusedFor) ? at : timestamp;
  clock.at = Math.max(clock.at, Math.min(own, timestamp));
  return true;
}

/** Whether a message came before; else it is remembered from now on. */
function remembers({ recent }: Actor, messageId: string, second: number): boolean {
  if (second - (recent.get(messageId) ?? -Infinity) <= WINDOW_S) return true;
  for (const [oldest, then] of recent) {
    if (recent.size < RECENT_MAX && second - then <= WINDOW_S) break;
    recent.delete(oldest);
  }
  recent.set(messageId, second);
  return false;
}

/** As `identity.state` keeps them: 8 bytes of the SHA-256 of the message, 4 of the second. */
function hexOf(recent: ReadonlyMap<string, number>): string {
  const entries = [...recent].map(([messageId, second]) => {
    const bytes = Buffer.alloc(HASH_BYTES + 4);
    createHash('sha256').update(messageId).digest().copy(bytes, 0, 0, HASH_BYTES);
    bytes.writeUInt32BE(second, HASH_BYTES);
    return bytes;
  });
  return Buffer.concat(entries).toString('hex');
}
