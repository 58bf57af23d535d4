export * from './codec';
export * from './generated/keys';
export * from './generated/schemas';
export * from './generated/topics';
export * from './generated/types';
export * from './reserved';
