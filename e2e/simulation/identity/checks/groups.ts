/** The member that stands for the group of each name, when each of these pairs is together (union and find). */
export function groupsOf(
  names: Iterable<string>,
  pairs: Iterable<readonly [string, string]>,
): ReadonlyMap<string, string> {
  const parents = new Map([...names].map((name) => [name, name]));
  const rootOf = (name: string): string => {
    const parent = parents.get(name) ?? name;
    if (parent === name) return name;
    const root = rootOf(parent);
    parents.set(name, root);
    return root;
  };
  for (const [one, other] of pairs) if (parents.has(one) && parents.has(other)) parents.set(rootOf(one), rootOf(other));
  return new Map([...parents.keys()].map((name) => [name, rootOf(name)]));
}
