import type { Identifier, ProfileId } from '@tutti/contracts';
import { nothingText, refusalText } from './outcome-text';
import type { PlannedCommand, PlannedFacts, PlannedTelling, PlanSides } from './plan';

/** What a plan says, for somebody who never heard of actors: a sentence each. */
export function planText(command: PlannedCommand, facts: PlannedFacts, sides: PlanSides): readonly string[] {
  switch (facts.outcome) {
    case 'refused':
      return [`It would be refused: ${refusalText(facts)}.`, 'Nothing would change.'];
    case 'nothing':
      return [nothingText(facts.code), 'Nothing would change.'];
    case 'done':
      return [...doneText(command, facts, sides), ...movesText(facts), ...wallsText(facts), ...tellsText(facts)];
  }
}

function doneText({ action }: PlannedCommand, facts: PlannedFacts, { mine }: PlanSides): readonly string[] {
  switch (action) {
    case 'merge':
      return [`Both become one profile. Profile ${facts.survivor ?? ''} lives on, because it is the older one.`];
    case 'allow_link':
      return ['The two stay apart for now; the next event that names both may make them one.'];
    case 'undo_merge':
      return [
        `The merge is undone: what came into profile ${mine.id} with it goes back, with everything that was counted.`,
      ];
    case 'split':
      return facts.code === 'undone'
        ? [`These are exactly what one merge brought into profile ${mine.id}: that merge is undone.`]
        : [
            `These identifiers leave profile ${mine.id} and begin a profile of their own, with everything that came by them.`,
          ];
    default:
      return [
        `Everything known of profile ${mine.id} is erased and cannot be brought back. ` +
          `Forgotten: ${listOf(facts.forgotten)}. An event that comes by one of them later begins a new profile.`,
      ];
  }
}

function movesText({ moves }: PlannedFacts): readonly string[] {
  const [first] = moves;
  if (first === undefined) return [];
  const who = listOf(moves.map(({ identifier }) => identifier));
  return [`From profile ${first.from} to ${profileText(first.to)}: ${who}.`];
}

function wallsText({ wallsDown, wallUp }: PlannedFacts): readonly string[] {
  const down = wallsDown.map((command) => `The wall that command ${command} built between them falls.`);
  return wallUp ? [...down, 'A wall keeps the two apart: no event joins them again, only merge or allow-link.'] : down;
}

function tellsText({ tells }: PlannedFacts): readonly string[] {
  if (tells.length === 0) return ['Destinations are told nothing.'];
  return [`Destinations are told: ${tells.map(tellText).join('; ')}.`];
}

function tellText({ profile, change, into }: PlannedTelling): string {
  const who = profileText(profile);
  switch (change) {
    case 'changed':
      return `${who} changed`;
    case 'merged':
      return `${who} went into ${profileText(into)}`;
    case 'restored':
      return `${who} is there again`;
    case 'new':
      return `${who} is there`;
    case 'deleted':
      return `${who} is deleted`;
  }
}

const profileText = (id: ProfileId | null): string => (id === null ? 'a new profile' : `profile ${id}`);

const SHOWN_MAX = 20;

/** An identifier that nothing readable came by has no value to show. */
function listOf(identifiers: readonly Identifier[]): string {
  const shown = identifiers.slice(0, SHOWN_MAX).map(({ type, value, key }) => (type === '' ? key : `${type}:${value}`));
  const more = identifiers.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
