import type { Applied, Evidence, Violation } from './evidence';
import type { Due, IdentityFold } from './identity-fold';
import { at, causeIn, placeOf, shown } from './positions';

const broken = (where: string, what: string): Violation => ({ invariant: 'I1', where, what });

/** I1: what was answered with 200 was accepted, and what was accepted is applied once, or refused once. */
export function* appliedOnce(evidence: Evidence, { due, lost }: IdentityFold): Iterable<Violation> {
  yield* answeredAccepted(evidence);
  yield* refusedOnce(evidence);
  for (const record of lost) yield broken(at('identity.in', record), 'is no value, and no dead letter tells of it');
  const applied = new Set<number>();
  for (const record of evidence.applied) {
    const place = causeIn('identity.in', record);
    if (record.kind !== 'apply' || place === undefined) continue;
    yield* applyProblems(record, due.get(place), applied.has(place));
    applied.add(place);
  }
  yield* passedOnOnce(evidence);
  for (const [place, { event }] of due) {
    if (applied.has(place)) continue;
    yield broken(at('identity.in', event), `${event.messageId} was accepted, but neither applied nor refused`);
  }
}

type Apply = Extract<Applied, { kind: 'apply' }>;

function* applyProblems(record: Apply, due: Due | undefined, again: boolean): Iterable<Violation> {
  const where = at('profile.in', record);
  const { messageId } = record.said;
  if (due === undefined) {
    yield broken(where, causeless(record));
    return;
  }
  const accepted = at('identity.in', due.event);
  if (again) yield broken(where, `${messageId} of ${accepted} is applied once more`);
  if (due.event.messageId !== messageId || numberOf(due) !== numberOf(record))
    yield broken(
      where,
      `${messageId} is ${numberOf(record)}, but ${accepted} is ${due.event.messageId}, ${numberOf(due)}`,
    );
}

const numberOf = ({ name, seq }: Pick<Due, 'name' | 'seq'>): string => `number ${seq} of ${name}`;

const causeless = ({ said, cause }: Apply): string =>
  `${said.messageId} is applied because of ${cause === undefined ? 'nothing' : shown(cause)}: no event, or a repeat, or refused`;

/**
 * A profile passes an event on, as it came and once, when its identifier left; or what waited comes in again when the
 * profile hears where the identifier stays.
 */
function* passedOnOnce({ applied }: Evidence): Iterable<Violation> {
  const byPlace = new Map(applied.map((record) => [placeOf(record.partition, record.offset), record]));
  const applies = applied.filter((record): record is Apply => record.kind === 'apply');
  const isFirst = (record: Apply): boolean => causeIn('identity.in', record) !== undefined;
  const known = new Set(applies.filter(isFirst).map(eventOf));
  const done = new Set<string>();
  for (const record of applies.filter((it) => !isFirst(it))) {
    const place = causeIn('profile.in', record) ?? NOWHERE;
    const name = `${place} ${eventOf(record)}`;
    if (!known.has(eventOf(record)) || !letsThrough(byPlace.get(place), record))
      yield broken(at('profile.in', record), causeless(record));
    if (done.has(name)) yield broken(at('profile.in', record), `${record.said.messageId} is passed on once more`);
    done.add(name);
  }
}

const NOWHERE = -1;

const letsThrough = (cause: Applied | undefined, record: Apply): boolean =>
  cause?.kind === 'apply' ? eventOf(cause) === eventOf(record) : cause?.kind === 'message' && cause.key === record.key;

const eventOf = ({ name, seq, said }: Apply): string => `${seq} ${name} ${said.messageId}`;

/** A 200 of ingest is a promise about every event that it was not said to refuse. */
function* answeredAccepted({ answered, entered }: Evidence): Iterable<Violation> {
  const accepted = new Set<string>();
  for (const record of entered) {
    if (record.kind !== 'event') continue;
    accepted.add(record.messageId);
    if (answered.length > 0) accepted.add(`${record.messageId} of ${record.entry}`);
  }
  for (const { messageId, entry } of answered) {
    const name = entry === undefined ? messageId : `${messageId} of ${entry}`;
    if (!accepted.has(name)) yield broken(name, 'was answered with 200, but is not in identity.in');
  }
}

/** One dead letter for what one stage refuses. What ingest refuses of HTTP has no position. */
function* refusedOnce({ letters }: Evidence): Iterable<Violation> {
  const told = new Set<string>();
  for (const letter of letters) {
    if (letter.of.offset < 0) continue;
    const name = `${letter.stage} ${shown(letter.of)}`;
    if (told.has(name))
      yield broken(at('dead-letters', letter), `${letter.stage} refuses ${shown(letter.of)} once more`);
    told.add(name);
  }
}
