/** What a member of a group brings to a rebalance: partitions it owns and the generation that gave them. */
export interface Claim {
  readonly member: string;
  readonly generation: number;
  readonly owned: readonly number[];
}

/**
 * Shares `partitions` among members as evenly as possible, and so that as few as possible change hands. One number stands
 * for that partition of every subscribed topic. The same claims give the same shares, in any order.
 */
export function sharesOf(partitions: number, claims: readonly Claim[]): ReadonlyMap<string, readonly number[]> {
  const kept = settled(partitions, claims);
  const members = [...kept.keys()].sort(
    (left, right) => sizeOf(kept, right) - sizeOf(kept, left) || (left < right ? -1 : 1),
  );
  const shares = new Map<string, number[]>();
  members.forEach((member, place) => {
    shares.set(member, (kept.get(member) ?? []).slice(0, quotaOf(partitions, members.length, place)));
  });
  const taken = new Set([...shares.values()].flat());
  const free = Array.from({ length: partitions }, (_, partition) => partition).filter((it) => !taken.has(it));
  members.forEach((member, place) => {
    const share = shares.get(member) ?? [];
    share.push(...free.splice(0, quotaOf(partitions, members.length, place) - share.length));
    share.sort((left, right) => left - right);
  });
  return shares;
}

/** The first members of the order get one more, when it does not come out even. */
const quotaOf = (partitions: number, members: number, place: number): number =>
  Math.floor(partitions / members) + (place < partitions % members ? 1 : 0);

const sizeOf = (shares: ReadonlyMap<string, readonly number[]>, member: string): number =>
  shares.get(member)?.length ?? 0;

/** Who keeps what: of two claims the newer generation's counts, because the older one has missed a rebalance. */
function settled(partitions: number, claims: readonly Claim[]): Map<string, number[]> {
  const kept = new Map<string, number[]>();
  const taken = new Set<number>();
  const newestFirst = [...claims].sort(
    (left, right) => right.generation - left.generation || (left.member < right.member ? -1 : 1),
  );
  for (const { member, owned } of newestFirst) {
    const valid = [...new Set(owned)].filter((it) => it >= 0 && it < partitions && !taken.has(it));
    valid.forEach((it) => taken.add(it));
    kept.set(
      member,
      valid.sort((left, right) => left - right),
    );
  }
  return kept;
}
