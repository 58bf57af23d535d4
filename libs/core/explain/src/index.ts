export { explainIdentity, nextOf } from './explain';
export type * from './explanation';
export type { IdentityFacts } from './facts';
export { keyIn } from './facts';
export { explanationGraph } from './graph';
export { explanationText } from './text';
export { dateText, lineText, listOf, quoted } from './words';
