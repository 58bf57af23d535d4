export * from './backoff';
export * from './change';
export * from './outcome';
export * from './window';
