import type { Identifier, ProfileState, SubState } from '@tutti/contracts';

/** A profile that nothing is known of and nobody was told of, but for what the test says. */
export const aProfileState = (sketch: Partial<ProfileState> = {}): ProfileState => ({
  ...{ version: 1, told: -1, revision: 1, createdAt: 0, life: 'live', into: null, identifiers: {} },
  ...{ links: [], forwards: {}, transfers: 0, arrived: [], commands: [], refusals: [], aside: [] },
  ...sketch,
});

/** What a profile holds of an identifier that nothing came by, but for what the test says. */
export const aSubState = (identifier: Identifier, sketch: Partial<SubState> = {}): SubState => ({
  ...{ identifier, incarnation: 0, addedAt: 0, pointerVersion: 0, lineage: [], walls: [], applied: [], units: {} },
  ...sketch,
});
