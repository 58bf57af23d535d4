import type { SeqRange } from '@tutti/contracts';

/**
 * `ranges` (ascending, never touching) with `seq` in it, grown together wherever it closes a gap; undefined when it was
 * in it before. Once every number has come there is one range (design I2).
 */
export function withSeq(ranges: readonly SeqRange[], seq: number): readonly SeqRange[] | undefined {
  if (ranges.some(({ from, to }) => from <= seq && seq <= to)) return undefined;
  const lower = ranges.filter(({ to }) => to < seq);
  const upper = ranges.filter(({ from }) => from > seq);
  const left = lower.at(-1);
  const right = upper[0];
  const joinsLeft = left?.to === seq - 1;
  const joinsRight = right?.from === seq + 1;
  const grown = { from: joinsLeft ? left.from : seq, to: joinsRight ? right.to : seq };
  return [...lower.slice(0, joinsLeft ? -1 : undefined), grown, ...upper.slice(joinsRight ? 1 : 0)];
}
