import type { Update } from '@tutti/contracts';
import { grouped } from './checks';
import type { History } from './history';
import { SINK } from './installation';
import type { Message, Receiver, Sending } from './receiver';

/** Compares what the destination has with what it should have: one line per difference. */
export function* deliveryProblems(history: History, receiver: Receiver): Iterable<string> {
  const listed = listedIn(history);
  const sent = grouped(receiver.sendings, ({ message }) => message.profile.id);
  const taken = grouped(receiver.taken, ({ profile }) => profile.id);
  const told = grouped(toldIn(history, listed), ({ update }) => update.profile.id);
  for (const sendings of sent.values()) yield* orderProblems(sendings);
  for (const id of new Set([...taken.keys(), ...told.keys()])) {
    const [messages, updates] = [taken.get(id) ?? [], told.get(id) ?? []];
    yield* newestProblems(id, messages, updates);
    yield* eventProblems(id, messages, updates);
    yield* contentProblems(id, messages, updates);
  }
  yield* stateProblems(history, receiver);
}

/** An update, and whether a dead letter lists it as not delivered. */
interface Told {
  readonly update: Update;
  readonly isListed: boolean;
}

const listedIn = ({ letters }: History): ReadonlySet<string> =>
  new Set(letters.flatMap(({ value }) => (value?.stage === SINK.stage ? [`${value.partition}/${value.offset}`] : [])));

const toldIn = ({ updates }: History, listed: ReadonlySet<string>): readonly Told[] =>
  updates.flatMap(({ partition, offset, value }) =>
    value === undefined ? [] : [{ update: value, isListed: listed.has(`${partition}/${offset}`) }],
  );

/**
 * Versions do not fall in what an owner sends, whoever sent before it; the same one may come again. An owner that was
 * replaced and does not know may finish what it has in hand: one change of a profile.
 */
function* orderProblems(sendings: readonly Sending[]): Iterable<string> {
  let newest = -1;
  const late = new Map<number, string>();
  for (const { message, reign, current } of sendings) {
    const { id, version } = message;
    if (reign === current) {
      if (version < newest) yield `versions fall: ${id} was sent after version ${newest}`;
      newest = Math.max(newest, version);
    } else {
      const other = late.get(reign) ?? id;
      if (other !== id) yield `versions fall: ${id} was sent after ${other} by an owner that was replaced`;
      late.set(reign, other);
    }
  }
}

/** The destination has the newest version, or what it lacks is listed. */
function* newestProblems(id: string, messages: readonly Message[], updates: readonly Told[]): Iterable<string> {
  const newest = Math.max(-1, ...messages.map(({ version }) => version));
  const missing = updates.filter(({ update, isListed }) => update.profile.version > newest && !isListed);
  if (missing.length === 0) return;
  const versions = missing.map(({ update }) => update.profile.version).join();
  yield `destination = store: ${id} is at ${newest}, and ${versions} was not delivered`;
}

/** Every event that an update tells was delivered or is listed, and no other. */
function* eventProblems(id: string, messages: readonly Message[], updates: readonly Told[]): Iterable<string> {
  const delivered = new Set(messages.flatMap(({ events }) => events.map(({ messageId }) => messageId)));
  const known = new Set<string>();
  for (const { update, isListed } of updates) {
    for (const { messageId } of update.causes) {
      known.add(messageId);
      if (!delivered.has(messageId) && !isListed) yield `every event delivered: ${id} misses ${messageId}`;
    }
  }
  const invented = [...delivered].filter((messageId) => !known.has(messageId));
  if (invented.length > 0) yield `nothing made up: ${id} was told ${invented.join()}`;
}

/** What was taken as a version is that version. */
function* contentProblems(id: string, messages: readonly Message[], updates: readonly Told[]): Iterable<string> {
  const byVersion = new Map(updates.map(({ update }) => [update.profile.version, update]));
  for (const message of messages) {
    const update = byVersion.get(message.version);
    const found = told(message);
    if (update === undefined || found !== wantedOf(update)) yield `as it was told: ${id} took ${found}`;
  }
}

const told = ({ version, profile, segments }: Message): string =>
  JSON.stringify([
    version,
    Object.entries(profile.traits).sort(),
    counts(profile.events),
    segments.map(({ name }) => name),
  ]);

const wantedOf = ({ profile, segments }: Update): string =>
  JSON.stringify([
    profile.version,
    Object.entries(profile.traits)
      .map(([name, { value }]): [string, unknown] => [name, JSON.parse(value)])
      .sort(),
    counts(profile.events),
    segments.map(({ segment }) => segment),
  ]);

const counts = (events: Readonly<Record<string, { readonly count: number }>>): readonly (readonly [string, number])[] =>
  Object.entries(events)
    .map(([name, { count }]) => [name, count] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

/** The sink knows how the newest version ended, and it did end so. */
function* stateProblems({ delivered, updates }: History, { taken, refused, failed }: Receiver): Iterable<string> {
  const known = new Map(delivered.flatMap(({ key, value }) => (value?.state ? [[key, value.state] as const] : [])));
  const newest = new Map(updates.flatMap(({ key, value }) => (value ? [[key, value.profile.version] as const] : [])));
  const took = new Set(taken.map(({ id }) => id));
  for (const [key, version] of newest) {
    const state = known.get(key);
    const id = `${key}@${version}`;
    if (state?.version !== version) yield `the sink knows: ${key} ended at ${state?.version}, not ${version}`;
    else if (state.outcome === 'delivered' ? !took.has(id) : !refused.has(id) && !failed.has(id))
      yield `the sink knows: ${id} was not ${state.outcome}`;
  }
}
