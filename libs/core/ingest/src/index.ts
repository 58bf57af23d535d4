export * from './accept';
export * from './batch';
export * from './limits';
export { isBlocked, normalise } from './normalise';
export * from './source';
export { correct, parseTime } from './time';
