export * from './destination-laws';
export * from './events';
export * from './inputs';
export * from './needs';
export * from './schema';
export * from './stage-laws';
export * from './updates';
