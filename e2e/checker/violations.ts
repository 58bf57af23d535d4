import { appliedOnce } from './applied';
import { countedOnce } from './counted';
import { delivered } from './delivered';
import type { Evidence, Violation } from './evidence';
import { denseSequences, identityReplayed, oneOwner } from './identifiers';
import { identityFold } from './identity-fold';
import { idsNotReused } from './ids';
import { linksKept } from './links';
import { membershipsConsistent } from './memberships';
import { atRest, cacheBehind, progressRises } from './owned';
import { profileFold } from './profile-fold';
import { profilesReplayed } from './profiles';

/** Everything that is not as promised, by a fold that shares no code with the product; nothing where all is well. */
export function violationsIn(evidence: Evidence): readonly Violation[] {
  const identity = identityFold(evidence);
  const profiles = profileFold(evidence);
  return [
    ...atRest(evidence),
    ...appliedOnce(evidence, identity),
    ...countedOnce(evidence, profiles),
    ...denseSequences(evidence, profiles),
    ...oneOwner(evidence, profiles),
    ...linksKept(evidence, identity),
    ...cacheBehind(evidence),
    ...identityReplayed(evidence, identity),
    ...profilesReplayed(evidence, profiles),
    ...membershipsConsistent(evidence),
    ...delivered(evidence),
    ...idsNotReused(evidence),
    ...progressRises(evidence),
  ];
}

/** One line for people: which invariant, where, what. */
export const lineOf = ({ invariant, where, what }: Violation): string => `${invariant} ${where}: ${what}`;
