import type { World } from '../world';
import { limitProblems } from './allowed';
import { commandProblems } from './commands';
import { evidenceProblems } from './connected';
import { countedProblems } from './counted';
import { erasedProblems } from './erased';
import type { Facts } from './facts';
import { ownerProblems } from './owners';
import { toldProblems } from './told';
import { wallProblems } from './walls';

const CHECKS: readonly ((facts: Facts) => readonly string[])[] = [
  countedProblems,
  ownerProblems,
  limitProblems,
  wallProblems,
  evidenceProblems,
  toldProblems,
  commandProblems,
  erasedProblems,
  ({ world }) => letterProblems(world),
];

/** Everything that is not as promised, in a world at rest. */
export const problemsIn = (facts: Facts): readonly string[] => CHECKS.flatMap((check) => check(facts));

/** Nothing that stages send each other may be refused: whoever wrote it cannot repair it. */
const letterProblems = ({ letters }: World): readonly string[] =>
  letters.map(({ key, value }) => `dead letters: a record for ${key} was refused (${value})`);
