// One preset for every project. ESM-only packages are compiled for Jest's own loader (plain Node loads them as they are).
const esmOnly = ['@marcbachmann/cel-js'];

module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{libs,services,tools,e2e}/**/*.spec.ts'],
  // `*.int.spec.ts` needs Kafka, a registry and Redis; `./tutti test` gives them and asks for these by name.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.TUTTI_TEST_INTEGRATION === '1' ? [] : ['\\.int\\.spec\\.ts$'])],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/\\.tutti'],
  transform: {
    '^.+\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    '^@tutti/core/(.*)$': '<rootDir>/libs/core/$1/src/index.ts',
    '^@tutti/(contracts|destinations|log|runtime|testing)$': '<rootDir>/libs/$1/src/index.ts',
  },
};
