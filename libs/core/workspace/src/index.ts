export type { Checks } from './checks';
export * from './compile';
export type { SourceFile } from './document';
export * from './encode';
export * from './placeholder';
export * from './problem';
export * from './workspace';
export * from './identity-rules';
