import type { ExplainedRefusal, ExplainedWall, IdentityExplanation, Who } from './explanation';
import { dateText, whoText } from './words';

const EDGES_MAX = 200;
const CHARACTERS_MAX = 100;
const STYLES = {
  refused: 'stroke:#c33,stroke-dasharray:8 4',
  wall: 'stroke:#555,stroke-width:2px,stroke-dasharray:1 4',
};

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly kind: 'link' | 'refused' | 'wall';
}

/**
 * The explanation as a Mermaid graph, as GitHub shows it: links are solid, refused links dashed, with the reason, walls
 * dotted. At most 200 edges, links first.
 */
export function explanationGraph(explanation: IdentityExplanation): string {
  const { profileId, identifiers } = explanation;
  const edges = edgesOf(explanation).slice(0, EDGES_MAX);
  const idOf = numbered([...identifiers.map(({ name }) => name), ...edges.flatMap(({ from, to }) => [from, to])]);
  const inside = new Set(identifiers.map(({ name }) => name));
  const strangers = strangersOf(explanation, edges).filter(({ name }) => !inside.has(name));
  const styles = edges.flatMap(({ kind }, i) => (kind === 'link' ? [] : [`  linkStyle ${i} ${STYLES[kind]}`]));
  return [
    'graph LR',
    `  subgraph profile["profile ${labelText(profileId)}"]`,
    ...identifiers.map((who) => `    ${idOf(who.name)}["${labelText(whoText(who))}"]`),
    '  end',
    ...strangers.map((who) => `  ${idOf(who.name)}["${labelText(whoText(who))}"]`),
    ...edges.map((edge) => `  ${idOf(edge.from)} ${arrowOf(edge)} ${idOf(edge.to)}`),
    ...styles,
  ].join('\n');
}

function edgesOf({ links, refusals, walls }: IdentityExplanation): Edge[] {
  return [
    ...links.map(({ one, other, reason }): Edge => {
      const what = reason.messageId === null ? (reason.order?.by ?? 'operator') : `event ${reason.messageId}`;
      return { from: one.name, to: other.name, label: `${what}, ${dateText(reason.at)}`, kind: 'link' };
    }),
    ...refusals.map(refusalEdge),
    ...walls.flatMap(wallEdges),
  ];
}

const refusalEdge = ({ one, other, words, code }: ExplainedRefusal): Edge => ({
  ...{ from: one.name, to: other.name, label: `${code}: ${words}`, kind: 'refused' },
});

/** One dotted line for each on the other side, from the first on this. */
function wallEdges({ here, there, order }: ExplainedWall): Edge[] {
  const [first] = here;
  if (first === undefined) return [];
  const label = order === null ? 'wall' : `wall: ${order.by}, ${dateText(order.at)}`;
  return there.map(({ name }) => ({ from: first.name, to: name, label, kind: 'wall' }));
}

/** Everybody outside the profile that an edge leads to. */
function strangersOf({ refusals, walls }: IdentityExplanation, edges: readonly Edge[]): readonly Who[] {
  const drawn = new Set(edges.map(({ to }) => to));
  const all = [...refusals.map(({ other }) => other), ...walls.flatMap(({ there }) => there)];
  return [...new Map(all.filter(({ name }) => drawn.has(name)).map((who) => [who.name, who])).values()];
}

const arrowOf = ({ kind, label }: Edge): string =>
  kind === 'link' ? `---|"${labelText(label)}"|` : `-.-|"${labelText(label)}"|`;

/** Short ids in order of appearance: Mermaid would read words of its own in ours. */
function numbered(names: readonly string[]): (name: string) => string {
  const ids = new Map([...new Set(names)].map((name, i) => [name, `i${i}`]));
  return (name) => ids.get(name) ?? 'i';
}

/** What Mermaid or HTML might read as more than text is written by its number. */
function labelText(text: string): string {
  const characters = [...text];
  const short = characters.length <= CHARACTERS_MAX ? characters : [...characters.slice(0, CHARACTERS_MAX), '…'];
  return short.map((it) => (/[\p{L}\p{N} .,:@_+…()-]/u.test(it) ? it : `#${it.codePointAt(0) ?? 0};`)).join('');
}
