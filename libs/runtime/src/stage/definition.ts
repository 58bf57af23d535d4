import type { Key, Progress, Switch, TopicName } from '@tutti/contracts';
import type { Stage } from '@tutti/core/stage';
import type { Workspace } from '@tutti/core/workspace';

/** Every input topic's value: `kind` plus one nullable field per kind, one of them `switch`. */
export interface StageValue {
  readonly kind: string;
  readonly switch: Switch | null;
}

/** Every state topic's value. */
export interface StageRecord<State> {
  readonly kind: string;
  readonly state: State | null;
  readonly progress: Progress | null;
}

/**
 * A stage as a value: its rule, its topics, and how its records are spelled. `Value` is the value of the input topic,
 * `State` the state inside a record of the state topic.
 */
export interface StageDefinition<State, Value extends StageValue> {
  readonly name: string;
  readonly input: TopicName;
  readonly state: TopicName;
  /** Where `step` may emit; anything else is refused. */
  readonly outputs: readonly TopicName[];
  /** The rule under one configuration revision; `workspaceOf` gives those of earlier ones. */
  readonly stage: (
    workspace: Workspace,
    revision: number,
    workspaceOf: (revision: number) => Workspace,
  ) => Stage<State, Value>;
  /** Nobody of ours writes a longer value to the input; one that is longer becomes a dead letter. */
  readonly inputBytesMax: number;
  /** The `acceptedAt` inside a value, if it has one. */
  readonly acceptedAt: (value: Value) => number | undefined;
  readonly records: {
    readonly state: (state: State) => StageRecord<State>;
    readonly progress: (progress: Progress) => StageRecord<State>;
  };
  /** How revisions reach this stage: it appends a Switch to its own input, or an earlier stage forwards its own. */
  readonly switches:
    { readonly by: 'owner'; readonly toValue: (taken: Switch) => Value } | { readonly by: 'earlier stage' };
  /** What happens when a Switch is stepped, beyond the change of rule. */
  readonly onSwitch?: {
    /** Steps every key that no record reaches, as of the Switch. */
    readonly sweep: boolean;
    /** The Switch goes on to the next stage. */
    readonly forward?: { readonly topic: TopicName; readonly key: Key; readonly toValue: (taken: Switch) => object };
  };
}
