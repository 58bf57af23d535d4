import type { ProfileIn, ProfileState, Switch } from '@tutti/contracts';
import type { Effect, Input } from '@tutti/core/stage';
import type { LogRecord } from '@tutti/log';
import type { Platform } from '../../platform';
import type { StageInput } from '../../stage/batch';
import { inputTime, stepOf } from '../../stage/batch';
import { stageContext } from '../../stage/context';
import { StageWire } from '../../stage/wire';
import { profileCompute } from '../../stages';

const READ = { waitMsMax: 2_000, bytesMax: 1024 * 1024 };

/** One step of a replay. */
export interface ReplayedStep {
  readonly input: Input<ProfileIn>;
  readonly before: ProfileState | undefined;
  readonly after: ProfileState | undefined;
  readonly effects: readonly Effect[];
}

/** What to step again: these profiles of one partition, up to an offset. */
export interface Replay {
  readonly partition: number;
  readonly keys: ReadonlySet<string>;
  readonly end: number;
  readonly visit: (step: ReplayedStep) => void;
  /** Called with how many offsets were passed since the last call. */
  readonly gotOn: (offsets: number) => void;
  readonly isStopped: () => boolean;
}

/**
 * Steps the records of these profiles once more, from the first record of the partition on, by the rules of the
 * revision that was in force at each. Other profiles' records only move the clock. Keeps no states but theirs.
 */
export async function replayProfiles(platform: Platform, replay: Replay): Promise<void> {
  const { partition, end, gotOn, isStopped } = replay;
  const context = stageContext(platform, profileCompute, partition);
  const wire = new StageWire(context);
  const reader = platform.log.reader({ topic: platform.topic('profile.in'), partition });
  const stepper = stepperOf({ ...replay, rule: context.rule });
  try {
    for (let position = 0; position < end && !isStopped();) {
      const { records, nextOffset } = await reader.read(position, READ);
      const inputs = await wire.decodeInputs(records.filter(({ offset }) => offset < end));
      for (const input of inputs) {
        const taken = input.ok && input.value.kind === 'switch' ? input.value.switch : undefined;
        if (taken) await platform.config.has(taken.revision);
        stepper(input, taken ?? undefined);
      }
      gotOn(Math.min(nextOffset, end) - position);
      position = nextOffset;
    }
  } finally {
    await reader.close();
  }
}

type Stepped = Pick<Replay, 'partition' | 'keys' | 'visit'> &
  Pick<ReturnType<typeof stageContext<ProfileState, ProfileIn>>, 'rule'>;

/** Takes records in order; what a task does with its partition, without log and cache. */
function stepperOf({ partition, keys, visit, rule }: Stepped) {
  const states = new Map<string, ProfileState | undefined>();
  let revision = 0;
  let stage = rule(revision);
  let at = 0;
  const step = (input: Input<ProfileIn>): void => {
    const before = states.get(input.key);
    const [after, effects] = stage.step(before, input);
    states.set(input.key, after);
    visit({ input, before, after, effects });
  };
  /** Every profile is stepped as of the Switch at once; a task does so later, or at the first record, to the same end. */
  const switchTo = (taken: Switch, record: LogRecord): void => {
    if (taken.revision <= revision) return;
    at = inputTime(taken.at, record.timestamp, at);
    revision = taken.revision;
    stage = rule(revision);
    for (const [key, state] of states) {
      if (state !== undefined) step({ kind: 'sweep', key, at, version: record.offset });
    }
  };
  return (input: StageInput<ProfileIn>, taken: Switch | undefined): void => {
    const { record } = input;
    if (taken !== undefined) return switchTo(taken, record);
    at = inputTime(input.ok ? profileCompute.acceptedAt(input.value) : undefined, record.timestamp, at);
    if (!keys.has(record.key ?? '')) return;
    const stepped = stepOf(input, { at, from: { topic: 'profile.in', partition, offset: record.offset } });
    if (stepped !== undefined) step(stepped);
  };
}
