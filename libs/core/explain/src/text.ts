import type {
  ExplainedLink,
  ExplainedMember,
  ExplainedMerge,
  ExplainedOrder,
  ExplainedRefusal,
  ExplainedWall,
  IdentityExplanation,
  Order,
  Reason,
  Station,
  Who,
} from './explanation';
import { dateText, lineText, listOf, quoted, reasonText, whoText } from './words';

const LINES_MAX = 50;

/** The explanation for somebody who knows neither code nor log. Times are UTC; each list ends after 50 lines. */
export function explanationText(explanation: IdentityExplanation): string {
  const { identifiers, links, merges, refusals, walls, excesses, silences, notes } = explanation;
  return [
    ...headLines(explanation),
    ...section('Identifiers', identifiers, memberLines),
    ...section('Why they are one profile', links, linkLines),
    ...section('Profiles that came in', merges, (merge) => mergeLines(merge, explanation)),
    ...section('Taken apart by an operator', walls, wallLines),
    ...section('Not joined', refusals, refusalLines),
    ...section("Beyond today's rules", excesses, ({ words }) => [`${words}; rules that become stricter split nobody`]),
    ...section('Refused too often', silences, ({ who, suppressed }) => [
      `${whoText(who)}: links are only counted, not asked for any more (${suppressed} so far)`,
    ]),
    ...section('Operator commands', ordersLeft(explanation), orderLines),
    ...section('To know', [...notes, BLOCKED], (note) => [note]),
  ].join('\n');
}

const BLOCKED =
  'An identifier that the rules block (such as “null”) never comes here; the event itself lists it under `blocked`.';

function headLines({ asked, subject, way, profileId, life, createdAt, identifiers }: IdentityExplanation): string[] {
  const stations = way.map(stationLine);
  if (life === 'erased')
    return [
      ...stations,
      `${lineText(asked)} leads to profile ${profileId}, which was erased. Nothing is left of it but this.`,
    ];
  const since = subject === null ? `began on ${dateText(createdAt)}` : `since ${dateText(subject.since)}`;
  const what =
    subject === null ? `profile ${profileId} ${since}` : `${whoText(subject)} is in profile ${profileId} ${since}`;
  const alone = identifiers.length === 1 ? ['Nothing else is joined with it.'] : [];
  const moving = life === 'moving' ? ['It is being joined with another profile at this moment; ask again.'] : [];
  return [...stations, `${what} (times are UTC).`, ...alone, ...moving];
}

function stationLine({ profileId, what, reason }: Station): string {
  const why = reason === null ? '' : `: ${reasonText(reason)}`;
  return what === 'merged'
    ? `Profile ${profileId} went into another one${why}.`
    : `Profile ${profileId} was erased${why}.`;
}

/** A title and its items; nothing where there is none. The first line of an item is the item, the others belong to it. */
function section<Item>(title: string, items: readonly Item[], linesOf: (item: Item) => readonly string[]): string[] {
  if (items.length === 0) return [];
  const shown = items
    .slice(0, LINES_MAX)
    .flatMap((item) => linesOf(item).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`));
  const more = items.length > LINES_MAX ? [`  and ${items.length - LINES_MAX} more (--json lists all)`] : [];
  return ['', title, ...shown, ...more];
}

function memberLines(member: ExplainedMember): string[] {
  const { events, since, broughtBy } = member;
  const count = events === 0 ? 'no event of its own' : events === 1 ? '1 event' : `${events} events`;
  const from = broughtBy.length === 0 ? '' : `, came with profile ${broughtBy.at(-1) ?? ''}`;
  return [`${whoText(member)}: ${count}, here since ${dateText(since)}${from}`];
}

function linkLines({ one, other, reason }: ExplainedLink): string[] {
  const pair = `${whoText(one)} and ${whoText(other)}`;
  if (reason.command === null) return [`${pair} were seen together in ${reasonText(reason)}`];
  const { order } = reason;
  if (order === null || order.action === 'merge') return [`${pair}: ${reasonText(reason)}`];
  // What connected them went away, and they were left on one side.
  return [`${pair} stayed together when ${takenApartText(order)}`];
}

function mergeLines(
  { profileId, into, identifiers, reason }: ExplainedMerge,
  { profileId: here }: IdentityExplanation,
): string[] {
  const where = into === here ? '' : ` by way of profile ${into}`;
  const why = reason === null ? 'the audit that was read does not say when' : reasonText(reason);
  return [
    `profile ${profileId}${where} with ${whosText(identifiers)}: ${why}`,
    `To take it out again: ./tutti identity undo-merge profile:${profileId} --why "…"`,
  ];
}

function wallLines({ command, order, here, there }: ExplainedWall): string[] {
  const head =
    order === null
      ? `an operator took them apart (command ${lineText(command)}; who and why is not in what was read of the audit)`
      : takenApartText(order);
  return [
    head,
    `on this side: ${whosText(here)}`,
    ...(there.length === 0 ? [] : [`on the other side: ${placedTexts(there)}`]),
    'No event joins the two sides again; only ./tutti identity merge or ./tutti identity allow-link does.',
  ];
}

function takenApartText({ action, at, by, why }: Order): string {
  const what = action === 'undo_merge' ? 'undid a merge' : 'split this profile';
  return `${lineText(by)} ${what} on ${dateText(at)}: ${quoted(why)}`;
}

function refusalLines({ one, other, words, at, reason }: ExplainedRefusal): string[] {
  return [`${placedText(other)} was not joined with ${whoText(one)}: ${words}; ${askedText(at, reason)}`];
}

function askedText(at: string, reason: Reason | null): string {
  if (reason === null) return `asked for on ${dateText(at)}`;
  if (reason.messageId !== null)
    return `seen together on ${dateText(reason.at)} in event ${lineText(reason.messageId)}`;
  return reasonText(reason);
}

/** Orders that no other part of the explanation told. */
function ordersLeft({ orders, walls, merges, links, refusals }: IdentityExplanation): readonly ExplainedOrder[] {
  const told = new Set([
    ...walls.map(({ command }) => command),
    ...refusals.map(({ reason }) => reason?.command),
    ...merges.map(({ reason }) => reason?.command),
    ...links.map(({ reason }) => reason.command),
  ]);
  return orders.filter(({ command }) => !told.has(command));
}

const OUTCOMES: Readonly<Record<ExplainedOrder['outcome'], string>> = {
  asked: 'not answered yet',
  done: 'done',
  refused: 'refused',
  nothing: 'nothing to do',
  unknown: 'answered by a newer version of Tutti',
};

function orderLines({ action, at, by, why, outcome, detail }: ExplainedOrder): string[] {
  const came = `${OUTCOMES[outcome]}${detail === '' ? '' : ` (${lineText(detail)})`}`;
  return [`${action.replace('_', '-')} on ${dateText(at)} by ${lineText(by)}, ${quoted(why)}: ${came}`];
}

const whosText = (whos: readonly Who[]): string => listOf(whos.map(whoText));

/** With the profile it is in. */
const placedText = (who: Who): string =>
  who.profileId === null ? whoText(who) : `${whoText(who)} (profile ${who.profileId})`;

/** The same, with those of one profile together. */
function placedTexts(whos: readonly Who[]): string {
  const profiles = [...new Set(whos.map(({ profileId }) => profileId))];
  const texts = profiles.map((id) => {
    const text = whosText(whos.filter(({ profileId }) => profileId === id));
    return id === null ? text : `${text} (profile ${id})`;
  });
  return texts.join('; ');
}
