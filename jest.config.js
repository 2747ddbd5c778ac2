const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
};

/** Specs run from the TypeScript sources as ES modules; nothing needs to be built first. */
/** @type {import('jest').Config} */
const config = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1' },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  testMatch: ['<rootDir>/{apps,plugins,test}/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/forbid-network.ts'],
  // Many specs wait for a hub process or a database: two at a time also on a machine with two cores.
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/support/long-first.mjs',
  testTimeout: 30_000,
};

export default config;
