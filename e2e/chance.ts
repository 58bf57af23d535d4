/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same elements in another order (Fisher and Yates). */
export function shuffled<Element>(elements: readonly Element[], random01: () => number): Element[] {
  const mixed = [...elements];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random01() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
