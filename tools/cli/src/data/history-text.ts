import { dateText, lineText, listOf, quoted } from '@tutti/core/explain';
import pc from 'picocolors';

/** An entry of a history, as the api tells it. */
export interface ShownEntry {
  readonly at: string;
  readonly profileId: string;
  readonly identity: {
    readonly kind: string;
    readonly other: string | null;
    readonly identifiers: readonly string[];
    readonly messageId: string | null;
    readonly command: string | null;
    readonly by: string;
    readonly why: string;
  } | null;
  readonly changes: readonly { readonly trait: string; readonly from?: unknown; readonly to?: unknown }[];
  readonly events: readonly {
    readonly type: string;
    readonly name: string | null;
    readonly messageId: string;
    readonly source: string;
    readonly time: string;
  }[];
}

/** A history, as the api tells it. */
export interface ShownHistory {
  readonly profileId: string;
  readonly entries: readonly ShownEntry[];
  readonly count: number;
  readonly profiles: readonly string[];
  readonly notes: readonly string[];
}

/** A history for a person, newest first: when, because of what, and what it changed. Times are UTC. */
export function historyText(history: ShownHistory): string {
  const { profileId, entries, count, profiles, notes } = history;
  const shown =
    entries.length < count
      ? `the newest ${entries.length} of ${count} changes`
      : `${count} ${count === 1 ? 'change' : 'changes'}`;
  const from = profiles.length < 2 ? '' : `, from ${profiles.length} profiles that were or are part of it`;
  return [
    `${pc.bold(`profile ${profileId}`)}  ${shown}${from}; times are UTC`,
    ...entries.flatMap((entry) => entryLines(entry, profileId)),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

function entryLines({ at, profileId, identity, changes, events }: ShownEntry, here: string): string[] {
  const where = profileId === here ? '' : pc.dim(`  (in profile ${profileId})`);
  const what = [...(identity === null ? [] : [identityText(identity)]), ...events.map(eventText)];
  const [first = 'rules changed', ...others] = what;
  return [
    `${dateText(at)}:${at.slice(17, 19)}  ${first}${where}`,
    ...others.map((other) => `    ${other}`),
    ...changes.map((change) => `    ${changeText(change)}`),
  ];
}

function identityText(identity: NonNullable<ShownEntry['identity']>): string {
  const { kind, other, identifiers, messageId } = identity;
  const whos = listOf(identifiers.map(lineText)) || 'nothing';
  const profile = other === null ? 'another profile' : `profile ${other}`;
  const why = messageId === null ? orderText(identity) : `because of event ${lineText(messageId)}`;
  return `${KINDS[kind]?.(profile, whos) ?? kind}${why === '' ? '' : `, ${why}`}`;
}

const KINDS: Readonly<Record<string, ((profile: string, whos: string) => string) | undefined>> = {
  absorbed: (profile, whos) => `${profile} came in with ${whos}`,
  merged: (profile) => `went into ${profile}`,
  split: (profile, whos) => `${whos} went to ${profile}`,
  restored: (profile, whos) => `lives with ${whos}, apart from ${profile}`,
  erased: () => 'was erased',
};

function orderText({ command, by, why }: NonNullable<ShownEntry['identity']>): string {
  if (command === null) return '';
  return by === '' ? `by command ${lineText(command)}` : `ordered by ${lineText(by)}: ${quoted(why)}`;
}

function eventText({ type, name, messageId, source, time }: ShownEntry['events'][number]): string {
  const what = lineText(name === null || name === '' ? type : name);
  return `${what}: event ${lineText(messageId)} from ${lineText(source)}, of ${dateText(time)}`;
}

/** `plan: "free" → "pro"`; a trait that comes up or goes away has one side. */
function changeText({ trait, from, to }: ShownEntry['changes'][number]): string {
  const name = lineText(trait);
  if (from === undefined) return `${name} = ${valueText(to)}`;
  return to === undefined ? `${name}: ${valueText(from)} is gone` : `${name}: ${valueText(from)} → ${valueText(to)}`;
}

const valueText = (value: unknown): string => lineText(JSON.stringify(value));
