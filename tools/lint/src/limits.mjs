/** Walls, not habits: a file under 80 lines and a function under 15 are what a reader likes. */
export const limits = {
  'max-lines': ['error', { max: 250 }],
  'max-lines-per-function': ['error', { max: 40 }],
  'max-params': ['error', { max: 3 }],
  complexity: ['error', { max: 10, variant: 'modified' }], // a flat switch is one way, however many cases it has
};

/**
 * Specs, and laws that specs call: a `describe` holds all sentences about its subject, and a property or a table of
 * cases hands over one argument per column.
 */
export const specLimits = { 'max-lines-per-function': 'off', 'max-params': 'off' };
