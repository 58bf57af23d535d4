import type { Membership, Snapshot } from '@tutti/contracts';
import type { Entry, History } from './history';
import { homeOf } from './home';
import { RULES } from './people';
import type { Expected } from './oracle';
import { microsOf, nameOf, oracle } from './oracle';

/** Compares what came out with what was accepted, by a fold that shares no code with the product: one line per difference. */
export function checked(history: History): readonly string[] {
  const expected = oracle(history.accepted);
  return [
    ...sequenceProblems(history, expected),
    ...causeProblems(history, expected),
    ...profileProblems(history, expected),
    ...versionProblems(history),
    ...membershipProblems(history),
    ...stateProblems(history),
  ];
}

/** Accepted = applied once, in the order of acceptance, numbered without holes, at one profile. */
function* sequenceProblems({ applied }: History, { events }: Expected): Iterable<string> {
  const applies = applied.flatMap(({ key, value }) => (value?.apply ? [{ profile: key, ...value.apply }] : []));
  const byIdentifier = grouped(applies, ({ identifier }) => identifier.key);
  for (const key of new Set([...events.keys(), ...byIdentifier.keys()])) {
    const wanted = (events.get(key) ?? []).map(({ messageId }, i) => `${i + 1}:${messageId}`);
    const found = (byIdentifier.get(key) ?? []).map(({ seq, event }) => `${seq}:${event.messageId}`);
    if (wanted.join() !== found.join()) yield `applied once: ${key} was told ${found.join()}, not ${wanted.join()}`;
    const owners = [...new Set((byIdentifier.get(key) ?? []).map(({ profile }) => profile))];
    if (owners.join() !== homeOf(key)) yield `one owner: ${key} belongs to ${owners.join(' and ')}`;
  }
}

/** Every event that counts is the cause of an update, in order and once. */
function* causeProblems({ updates }: History, { events }: Expected): Iterable<string> {
  const told = grouped(updates, ({ key }) => key);
  for (const [identifier, of] of events) {
    const causes = (told.get(homeOf(identifier)) ?? []).flatMap(({ value }) => value?.causes ?? []);
    const [found, wanted] = [causes, of].map((some) => some.map(({ messageId }) => messageId).join());
    if (found !== wanted) yield `every event told: updates of ${homeOf(identifier)} tell ${found}, not ${wanted}`;
  }
}

/** Counts and sums of every profile, in the profile and in the update. */
function* profileProblems({ profiles, updates }: History, { events }: Expected): Iterable<string> {
  const ends = [
    ['profiles', newest(profiles.flatMap((it) => snapshotEntry(it, it.value?.profile?.snapshot)))],
    ['updates', newest(updates.flatMap((it) => snapshotEntry(it, it.value?.profile)))],
  ] as const;
  for (const [name, found] of ends) {
    const wanted = new Map([...events].map(([key, of]) => [homeOf(key), sumsOf(of)]));
    for (const id of new Set([...wanted.keys(), ...found.keys()])) {
      const [has, needs] = [shown(found.get(id)), JSON.stringify(wanted.get(id))];
      if (has !== needs) yield `counted once: ${name} say ${has} of ${id}, not ${needs}`;
    }
  }
}

/** Versions rise, and each version of a profile is told exactly once. */
function* versionProblems({ profiles, updates }: History): Iterable<string> {
  const told = grouped(
    updates.flatMap(({ key, value }) => (value ? [{ key, version: value.profile.version }] : [])),
    ({ key }) => key,
  );
  const made = grouped(
    profiles.flatMap(({ key, value }) => (value?.profile ? [{ key, version: value.profile.snapshot.version }] : [])),
    ({ key }) => key,
  );
  for (const key of new Set([...told.keys(), ...made.keys()])) {
    const versions = (told.get(key) ?? []).map(({ version }) => version);
    if (versions.some((version, i) => version <= (versions[i - 1] ?? -1))) yield `rising versions: ${key} ${versions}`;
    const wanted = (made.get(key) ?? []).map(({ version }) => version);
    if (wanted.join() !== versions.join()) yield `told once: ${key} had versions ${wanted}, updates of ${versions}`;
  }
}

/** The last update of a profile says what the newest rules say about its newest version. */
function* membershipProblems({ updates, config }: History): Iterable<string> {
  const newestConfig = config.at(-1)?.value ?? { revision: 0, workspace: '{"segments":[]}' };
  const names = segmentNames(newestConfig.workspace);
  for (const [key, told] of grouped(updates, (it) => it.key)) {
    yield* changeProblems(key, told);
    const last = told.at(-1)?.value;
    if (last === undefined) continue;
    if (last.revision !== newestConfig.revision) yield `newest rules: ${key} was told under ${last.revision}`;
    const facts = factsOf(last.profile);
    const wanted = RULES.filter(({ name, holds }) => names.includes(name) && holds(facts)).map(({ name }) => name);
    const [has, needs] = [namesOf(last.segments).join(), wanted.sort().join()];
    if (has !== needs) yield `memberships: ${key} is in ${has}, not ${needs}`;
  }
}

/** What an update says was entered and left is the difference to the update before. */
function* changeProblems(key: string, told: History['updates']): Iterable<string> {
  let before: readonly string[] = [];
  for (const { value } of told) {
    if (value === undefined) continue;
    const after = namesOf(value.segments);
    const wanted = `${minus(after, before).join()} entered, ${minus(before, after).join()} left`;
    const found = `${namesOf(value.entered).join()} entered, ${namesOf(value.exited).join()} left`;
    if (found !== wanted) yield `a change told wrongly: ${key} ${found}, not ${wanted}`;
    before = after;
  }
}

const namesOf = (memberships: readonly Membership[]): readonly string[] => memberships.map(({ segment }) => segment);

/** The cache is behind the log or even with it, and holds what the log holds up to there. */
function* stateProblems({ states }: History): Iterable<string> {
  for (const { name, end, watermark, logged, cached, cachedCount } of states) {
    if (watermark === undefined || watermark > end) yield `cache ahead: ${name} is at ${watermark}, the log at ${end}`;
    const differing = [...new Set([...logged.keys(), ...cached.keys()])].filter(
      (key) => cached.get(key)?.equals(logged.get(key) ?? Buffer.alloc(0)) !== true,
    );
    if (differing.length > 0) yield `cache = log: ${name} differs at ${differing.join()}`;
    if (cachedCount !== logged.size) yield `cache = log: ${name} holds ${cachedCount} entries, not ${logged.size}`;
  }
}

/** Elements by key, in order. */
export function grouped<Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => string,
): Map<string, Element[]> {
  const groups = new Map<string, Element[]>();
  for (const element of elements) {
    const key = keyOf(element);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [element]);
    else group.push(element);
  }
  return groups;
}

const snapshotEntry = ({ key }: Entry<unknown>, snapshot: Snapshot | undefined): [string, Snapshot][] =>
  snapshot === undefined ? [] : [[key, snapshot]];

const newest = (entries: readonly (readonly [string, Snapshot])[]): ReadonlyMap<string, Snapshot> => new Map(entries);

type Sums = Readonly<Record<string, { readonly count: number; readonly micros: number }>>;

function sumsOf(events: Parameters<typeof nameOf>[0][]): Sums {
  const byName = [...grouped(events, nameOf)].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    byName.map(([name, of]) => [name, { count: of.length, micros: of.map(microsOf).reduce((a, b) => a + b, 0) }]),
  );
}

function shown(snapshot: Snapshot | undefined): string | undefined {
  if (snapshot === undefined) return undefined;
  const byName = Object.entries(snapshot.events).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(
    Object.fromEntries(byName.map(([name, { count, revenueMicros }]) => [name, { count, micros: revenueMicros }])),
  );
}

const minus = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((it) => !others.includes(it));

function factsOf({ events, traits }: Snapshot): Parameters<(typeof RULES)[number]['holds']>[0] {
  const counter = (name: string): Snapshot['events'][string] | undefined =>
    Object.hasOwn(events, name) ? events[name] : undefined;
  const plan: unknown = JSON.parse(traits['plan']?.value ?? 'null');
  return {
    count: (name) => counter(name)?.count ?? 0,
    micros: (name) => counter(name)?.revenueMicros ?? 0,
    plan: typeof plan === 'string' ? plan : undefined,
  };
}

const segmentNames = (workspace: string): readonly string[] =>
  (JSON.parse(workspace) as { readonly segments: readonly { readonly name: string }[] }).segments.map(
    ({ name }) => name,
  );
