import fc from 'fast-check';
import type { Apply, Event, IdentityIn, ProfileIn, TopicName } from '@tutti/contracts';
import { identityIn, profileIn } from '@tutti/contracts';
import type { Input, RecordInput } from '@tutti/core/stage';

/** One record to come: what a test has to say about an input. */
export interface InputSketch<Value> {
  readonly key: string;
  readonly value: Value;
  readonly at: number;
}

/** The inputs that these records of one partition are, in order; offsets have holes, as those of a real log do. */
export const inputsOf = <Value>(
  topic: TopicName,
  sketches: readonly InputSketch<Value>[],
): readonly RecordInput<Value>[] =>
  sketches.map((sketch, index) => {
    const offset = index * 3 + 1;
    return { kind: 'record', ...sketch, version: offset, from: { topic, partition: 0, offset } };
  });

/** What ingest would tell identity: each event under the key of its entry. */
export const identityInputs = (events: readonly Event[]): readonly RecordInput<IdentityIn>[] =>
  inputsOf(
    'identity.in',
    events.map((event) => ({ key: event.entry.key, value: identityIn.event(event), at: event.acceptedAt })),
  );

/** What identity would send: each event with the next number of its identifier. No event is taken for a repeat. */
export function appliesOf(events: readonly Event[]): readonly Apply[] {
  const last = new Map<string, number>();
  return events.map((event) => {
    const seq = (last.get(event.entry.key) ?? 0) + 1;
    last.set(event.entry.key, seq);
    return { identifier: event.entry, incarnation: 0, seq, event };
  });
}

/** What identity would tell profile-compute, if each identifier's profile were `profileOf` it. */
export const profileInputs = (
  events: readonly Event[],
  profileOf: (apply: Apply) => string,
): readonly RecordInput<ProfileIn>[] =>
  inputsOf(
    'profile.in',
    appliesOf(events).map((apply) => ({
      key: profileOf(apply),
      value: profileIn.apply(apply),
      at: apply.event.acceptedAt,
    })),
  );

/** The same histories with a sweep of the key now and then, as after a Switch. */
export const withSweeps = <Value>(
  histories: fc.Arbitrary<readonly RecordInput<Value>[]>,
): fc.Arbitrary<readonly Input<Value>[]> =>
  fc.tuple(histories, fc.array(fc.boolean(), { size: 'medium' })).map(([inputs, swept]) =>
    inputs.flatMap((input, i): readonly Input<Value>[] => {
      const sweep = { kind: 'sweep', key: input.key, at: input.at, version: input.version + 1 } as const;
      return swept[i] === true ? [input, sweep] : [input];
    }),
  );
