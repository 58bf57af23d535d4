export * from './accept';
export * from './batch';
export { keyText } from './identifiers';
export * from './limits';
export { isPlaceholder, normalise } from './normalise';
export { identifierReader } from './reader';
export type { IdentifierReader } from './reader';
export * from './source';
export { correct, parseTime } from './time';
