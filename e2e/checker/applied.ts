import type { Applied, Evidence, Violation } from './evidence';
import type { Due, IdentityFold } from './identity-fold';
import { at, causeIn, shown } from './positions';

const broken = (where: string, what: string): Violation => ({ invariant: 'I1', where, what });

/** I1: what was answered with 200 was accepted, and what was accepted is applied once, or refused once. */
export function* appliedOnce(evidence: Evidence, { due, lost }: IdentityFold): Iterable<Violation> {
  yield* answeredAccepted(evidence);
  yield* refusedOnce(evidence);
  for (const record of lost) yield broken(at('identity.in', record), 'is no value, and no dead letter tells of it');
  const applied = new Set<number>();
  for (const record of evidence.applied) {
    if (record.kind !== 'apply') continue;
    const place = causeIn('identity.in', record);
    yield* applyProblems(record, place === undefined ? undefined : due.get(place), applied.has(place ?? -1));
    if (place !== undefined) applied.add(place);
  }
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
    const cause = record.cause === undefined ? 'nothing' : shown(record.cause);
    yield broken(where, `${messageId} is applied because of ${cause}: no event, or a repeat, or refused`);
    return;
  }
  const accepted = at('identity.in', due.event);
  if (again) yield broken(where, `${messageId} of ${accepted} is applied once more`);
  if (due.event.messageId !== messageId || due.event.key !== record.identifier)
    yield broken(where, `${messageId} is applied for ${accepted}, which is ${due.event.messageId} of ${due.event.key}`);
}

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
