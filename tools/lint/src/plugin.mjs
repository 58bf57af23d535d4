import { documentedExports } from './documented-exports.mjs';
import { imports } from './imports.mjs';

/** Rules of our own: those that the boundary tags and the standard rules cannot say. */
export const tutti = { rules: { imports, 'documented-exports': documentedExports } };
