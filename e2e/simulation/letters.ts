import type { DeadLetter, Update } from '@tutti/contracts';
import type { History } from './history';
import { OWNERS, SINK, topic } from './installation';
import type { Receiver } from './receiver';

/** Poison is refused once and as it was, an update that the destination refused once, and nothing else at all. */
export function* letterProblems(history: History, receiver: Receiver): Iterable<string> {
  const wanted = new Map(
    history.poisoned.map(({ name, partition, offset, key, code, bytes }) => {
      const stage = OWNERS.find(({ reads }) => reads === name)!.stage;
      const letter = { stage, topic: topic(name), partition, offset, key, code, bytes };
      return [`${stage}/${partition}/${offset}`, summary(letter)];
    }),
  );
  const seen = new Set<string>();
  for (const { value: letter } of history.letters) {
    if (letter === undefined) continue;
    const position = `${letter.stage}/${letter.partition}/${letter.offset}`;
    if (seen.has(position)) yield `refused once: ${position} was refused again`;
    seen.add(position);
    const asked = wanted.get(position);
    if (asked === undefined) yield* unaskedProblems(letter, history, receiver);
    else if (asked !== summary(letter)) yield `refused as it was: ${summary(letter)}, not ${asked}`;
  }
  for (const position of wanted.keys()) if (!seen.has(position)) yield `refused once: ${position} was never refused`;
}

const summary = (letter: Omit<DeadLetter, 'violations' | 'at'>): string =>
  [letter.stage, letter.topic, letter.partition, letter.offset, letter.key, letter.code]
    .concat(Buffer.from(letter.bytes).toString('hex'))
    .join(' ');

/** Only the sink may refuse what can be read: what the destination refused, or did not take for a day. */
function* unaskedProblems(letter: DeadLetter, { updates }: History, receiver: Receiver): Iterable<string> {
  const { stage, partition, offset, code } = letter;
  const update = updates.find((it) => it.partition === partition && it.offset === offset)?.value;
  const isTrue = stage === SINK.stage && update !== undefined && isAnswered(receiver, code, update.profile);
  if (!isTrue) yield `nothing else refused: ${stage}/${partition}/${offset} was, with ${code}`;
}

/** Whether a change that covers this version was answered so. */
function isAnswered({ refused, failed }: Receiver, code: string, { id, version }: Update['profile']): boolean {
  const answers = { 'http-422': refused, 'delivery-exhausted': failed }[code] ?? new Set<string>();
  return [...answers].some((answer) => answer.startsWith(`${id}@`) && Number(answer.split('@')[1]) >= version);
}
