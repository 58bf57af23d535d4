import type { Event, IdentifierState, ProfileState } from '@tutti/contracts';
import { identityIn, keyOf } from '@tutti/contracts';
import { identityStage } from '@tutti/core/identity';
import { profileStage } from '@tutti/core/profile';
import type { Effect, Emit, RecordInput, Stage } from '@tutti/core/stage';
import { identityRules } from '@tutti/core/workspace';
import { WORKSPACE } from './workspace';

/** What both stages keep, by key. */
export interface Kept {
  readonly identifiers: ReadonlyMap<string, IdentifierState>;
  readonly profiles: ReadonlyMap<string, ProfileState>;
}

/** The states that identity and profile-compute end with when they are told these events and send each other what follows. */
export function keptOf(events: readonly Event[]): Kept {
  const kept = { identifiers: new Map<string, IdentifierState>(), profiles: new Map<string, ProfileState>() };
  const rules = { revision: 1, identity: identityRules(WORKSPACE), traits: new Map(), traitsUnder: () => new Map() };
  const [identity, profiles] = [identityStage(), profileStage(rules)];
  const at = events[0]?.acceptedAt ?? 0;
  const told: Emit[] = events.map((event) => {
    return {
      kind: 'emit',
      topic: 'identity.in',
      key: keyOf.identifier(event.entry.key),
      value: identityIn.event(event),
    };
  });
  for (let offset = 0; offset < told.length; offset++) {
    const { topic, key, value } = told[offset]!;
    const record = { key, at, version: offset, from: { topic, partition: 0, offset } };
    if (topic === 'identity.in') told.push(...emitted(stepped(identity, kept.identifiers, { ...record, value })));
    if (topic === 'profile.in') told.push(...emitted(stepped(profiles, kept.profiles, { ...record, value })));
  }
  return kept;
}

const emitted = (effects: readonly Effect[]): readonly Emit[] => effects.filter((effect) => effect.kind === 'emit');

function stepped<State, Value>(
  stage: Stage<State, Value>,
  states: Map<string, State>,
  record: Omit<RecordInput<Value>, 'kind'>,
): readonly Effect[] {
  const [after, effects] = stage.step(states.get(record.key), { kind: 'record', ...record });
  if (after !== undefined) states.set(record.key, after);
  return effects;
}
