export * from './avro';
export * from './codec';
export * from './compatibility';
export * from './generated/keys';
export * from './generated/schemas';
export * from './generated/topics';
export * from './generated/types';
export * from './reserved';
