import type { Facts } from './facts';
import { keyIn, nameNow } from './facts';

/** Nothing of an erased life is kept or told any more, but keys (design I10). */
export function erasedProblems(facts: Facts): readonly string[] {
  if (facts.ended.size === 0) return [];
  const values = erasedValues(facts);
  return [...stateProblems(facts, values), ...toldProblems(facts, values), ...nameProblems(facts)].map(
    (it) => `erased: ${it}`,
  );
}

/** What only erased events said, with the place of the step that erased it. */
function erasedValues({ accepted, ended }: Facts): ReadonlyMap<string, number> {
  const erased = new Map<string, number>();
  for (const { event, name } of accepted) {
    const end = ended.get(name);
    const value = `"v${event.messageId.slice(1)}`;
    if (end !== undefined) erased.set(value, end);
  }
  for (const { event, name } of accepted) if (!ended.has(name)) erased.delete(`"v${event.messageId.slice(1)}`);
  return erased;
}

function stateProblems({ profiles }: Facts, values: ReadonlyMap<string, number>): readonly string[] {
  return [...profiles].flatMap(([id, state]) =>
    [...valuesIn(JSON.stringify(state))].filter((it) => values.has(it)).map((it) => `${it}" is still in ${id}`),
  );
}

function toldProblems({ world }: Facts, values: ReadonlyMap<string, number>): readonly string[] {
  const outputs = [...world.profiles, ...world.audit];
  return outputs.flatMap(({ place, key, value }) => {
    const late = [...valuesIn(JSON.stringify(value))].filter((it) => place > (values.get(it) ?? Infinity));
    return late.map((it) => `${it}" was told of ${key} after it was erased`);
  });
}

/** Values as they stand in texts of JSON, escaped where one stands in the other. */
const valuesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\\*"(v\d+\.)/g)].map(([, value]) => `"${value}`));

/** Values of identifiers stand only where the life is that they have now. */
function nameProblems(facts: Facts): readonly string[] {
  return [...facts.profiles].flatMap(([id, state]) =>
    Object.keys(state.identifiers)
      .filter((name) => name !== nameNow(facts, keyIn(name)))
      .map((name) => `the value of ${name} is still in ${id}`),
  );
}
