import type { Command, LinkCause, ProfileState } from '@tutti/contracts';
import { profileIn } from '@tutti/contracts';
import type { Effect } from '@tutti/core/stage';
import type { Here, Step } from './actor';
import { nameIn, sent, wayOf, withCommand } from './actor';
import type { Finding } from './audit';
import { auditOfCommand } from './audit';
import type { Cut } from './cut';
import { sidesOf, splitCut, undoCut } from './cut';
import { own } from './fold';
import { proposal, transferOf } from './merge';
import { forgetting, forwardsTo } from './transfer';
import { changeOf, toldEnd, toldStep } from './told';

/** An operator command is done here, passed on to where its first identifier went, or answered with why not. */
export function commanded(state: ProfileState | undefined, command: Command, here: Here): Step {
  const [first] = command.identifiers;
  if (isRepeat(state, command)) return [state, [answer(command, { here, outcome: 'nothing', code: 'repeated' })]];
  const way = first === undefined ? ({ kind: 'astray' } as const) : wayOf(state, first, here);
  if (way.kind === 'on') return [state, [sent(way.to, profileIn.command(command))]];
  // A command makes nothing: an identifier that nobody ever saw is not here.
  if (way.kind !== 'here' || way.state !== state) {
    const code = way.kind === 'erased' ? 'erased' : 'not-found';
    return [state, [answer(command, { here, outcome: 'nothing', code })]];
  }
  return settled(way.state, command, here);
}

/**
 * Whether it was done before. Asked before the way on: where its identifier went, nobody may know. What was cut keeps the
 * command as its wall, wherever it goes.
 */
function isRepeat(state: ProfileState | undefined, { id, identifiers: [first] }: Command): boolean {
  if (state === undefined || first === undefined) return false;
  const walls = own(state.identifiers, nameIn(first))?.walls ?? [];
  return state.commands.some((known) => known.id === id) || walls.some(({ wall }) => wall === id);
}

function settled(state: ProfileState, command: Command, here: Here): Step {
  const [next, effects, outcome] = done(state, command, here);
  return [withCommand(next, command.id, outcome), effects];
}

type Done = readonly [ProfileState, readonly Effect[], Finding['outcome']];

function done(state: ProfileState, command: Command, here: Here): Done {
  const { action, expectedVersion } = command;
  if (expectedVersion !== null && expectedVersion !== state.told) {
    const detail = `the profile is at version ${state.told}, not ${expectedVersion}`;
    return told(state, command, { here, outcome: 'refused', code: 'version', detail });
  }
  switch (action) {
    case 'merge':
    case 'allow_link':
      return joining(state, command, here);
    case 'undo_merge': {
      const [first] = command.identifiers;
      const cut = undoCut(state, first === undefined ? '' : nameIn(first), command.otherProfileId);
      return cutting(state, command, { cut, code: 'never-merged', here });
    }
    case 'split': {
      const by = { command: command.id, from: here.id };
      const cut = splitCut(state, command.identifiers.map(nameIn), by);
      return cutting(state, command, { cut, code: 'nothing-to-split', here });
    }
    case 'erase':
      return erased(state, command, here);
    case 'unknown':
      return told(state, command, { here, outcome: 'refused', code: 'unknown-action' });
  }
}

const told = (state: ProfileState, command: Command, finding: Finding & { readonly here: Here }): Done => [
  state,
  [answer(command, finding)],
  finding.outcome,
];

const answer = (command: Command, finding: Finding & { readonly here: Here }): Effect =>
  auditOfCommand(command, { identifiers: command.identifiers.map(({ identifier }) => identifier.key), ...finding });

/** The other side decides, and answers. */
function joining(state: ProfileState, command: Command, here: Here): Done {
  const { action, other: theirs, otherProfileId: to } = command;
  const [mine] = command.identifiers;
  if (mine === undefined || theirs === null || to === null) {
    return told(state, command, { here, outcome: 'refused', code: 'no-other-side' });
  }
  if (own(state.identifiers, nameIn(theirs)) !== undefined) {
    return told(state, command, { here, outcome: 'nothing', code: 'one-profile' });
  }
  const intent = action === 'merge' ? 'merge' : 'allow';
  return [state, [proposal(state, { to, mine, theirs, intent, cause: causeOf(command, here), here })], 'asked'];
}

const causeOf = ({ id }: Command, { at }: Here): LinkCause => ({ messageId: null, command: id, at });

interface Cutting {
  readonly cut: Cut | undefined;
  /** Why there is nothing to cut. */
  readonly code: string;
  readonly here: Here;
}

/** Part of the profile goes back to where it came from, or begins a profile of its own; a wall stands between the two. */
function cutting(state: ProfileState, command: Command, { cut, code, here }: Cutting): Done {
  if (cut === undefined) return told(state, command, { here, outcome: 'nothing', code });
  const { to, isUndo, names } = cut;
  const cause = causeOf(command, here);
  const { gone, kept } = sidesOf(state, cut, cause);
  const transfers = state.transfers + 1;
  const moved = state.refusals.filter(({ one }) => names.has(one));
  const luggage = { ...gone, cause, transfer: transferOf(here.id, transfers), refusals: moved };
  const value = isUndo
    ? profileIn.return({ ...luggage, from: here.id })
    : profileIn.absorb({ ...luggage, from: null, createdAt: here.at, theirs: null, yours: null, origin: here.id });
  const left = {
    ...{ ...state, ...kept, transfers, forwards: { ...state.forwards, ...forwardsTo(gone.identifiers, to) } },
    refusals: state.refusals.filter(({ one }) => !names.has(one)),
  };
  const identity = changeOf('split', { cause, identifiers: gone.identifiers }, to);
  const [next, telling] = toldStep(state, left, { causes: [], identity, here });
  const finding = { here, outcome: 'done', profiles: [here.id, to], code: isUndo ? 'undone' : 'new-profile' } as const;
  return [next ?? left, [sent(to, value), answer(command, finding), ...telling], 'done'];
}

/** Nothing is left but where identifiers went before: a grave that only forwards (design I10). */
function erased(state: ProfileState, command: Command, here: Here): Done {
  const empty = { identifiers: {}, links: [], refusals: [], life: 'erased' } as const;
  const identity = changeOf('erased', { cause: causeOf(command, here), identifiers: {} }, null);
  const end = { identity, mergedInto: null, deleted: true };
  const [next, telling] = toldEnd({ ...state, ...empty }, end, here);
  const forgets = Object.values(state.identifiers).map(forgetting);
  return [next ?? state, [...forgets, answer(command, { here, outcome: 'done' }), ...telling], 'done'];
}
