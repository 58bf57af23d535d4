import type { IdentifierKey, IdentifierState, Neighbour } from '@tutti/contracts';

/** More neighbours than this are not remembered, and not asked (design I6). */
const NEIGHBOURS_MAX = 1_000;
/** An identifier refused by so many is shared by strangers: it is not asked for any more. */
const REFUSALS_MAX = 100;
const ASK_AGAIN_MS = 60 * 60 * 1_000;

/** Whether a link to `key` is to be asked for now, was asked for within the hour, or is not asked for any more. */
export function askOf(state: IdentifierState, key: IdentifierKey, at: number): 'now' | 'later' | 'never' {
  if (isSaturated(state)) return 'never';
  const known = state.neighbours.find((it) => it.key === key);
  if (known === undefined) return state.neighbours.length < NEIGHBOURS_MAX ? 'now' : 'never';
  return at - known.askedAt >= ASK_AGAIN_MS ? 'now' : 'later';
}

/** Whether so many links of this identifier were refused that it tells nobody apart. */
export const isSaturated = ({ neighbours }: Pick<IdentifierState, 'neighbours'>): boolean =>
  neighbours.length >= REFUSALS_MAX && neighbours.filter(({ refusal }) => refusal !== null).length >= REFUSALS_MAX;

/** The state with what is now known of one neighbour; one too many is only counted. */
export function withNeighbour(state: IdentifierState, neighbour: Neighbour): IdentifierState {
  const { neighbours } = state;
  const place = neighbours.findIndex(({ key }) => key === neighbour.key);
  if (place === -1 && neighbours.length >= NEIGHBOURS_MAX) return withSuppressed(state);
  return { ...state, neighbours: place === -1 ? [...neighbours, neighbour] : neighbours.with(place, neighbour) };
}

/** One more link that was not asked for. */
export const withSuppressed = (state: IdentifierState): IdentifierState => ({
  ...state,
  suppressed: state.suppressed + 1,
});
