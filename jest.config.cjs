// One preset for every project. ESM-only packages are compiled for Jest's own loader (plain Node loads them as they are);
// the spec of tools/lint loads every package we import, so a missing name shows.
const esmOnly = ['@marcbachmann/cel-js'];

// `*.int.spec.ts` needs Kafka, a registry and Redis; `./tutti test` gives them and asks for these by name.
const integration = process.env.TUTTI_TEST_INTEGRATION === '1' ? [] : ['\\.int\\.spec\\.ts$'];

const swc = {
  jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
  module: { type: 'commonjs' },
};

module.exports = {
  testEnvironment: 'node',
  maxWorkers: 2,
  testTimeout: 30_000, // a limit for tests that hang, far above what any takes on a busy machine
  watchman: false,
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/tools', '<rootDir>/e2e'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...integration],
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    '^@tutti/core/(.*)$': '<rootDir>/libs/core/$1/src/index.ts',
    '^@tutti/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
};
