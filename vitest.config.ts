import { defineConfig } from 'vitest/config'

const nodeModules = '**/node_modules/**'

export default defineConfig({
  test: {
    pool: 'forks',
    // Files share a worker: each owns its database, and nothing here mocks a module.
    isolate: false,
    maxWorkers: 2,
    // A machine may be many times slower than usual; only what hangs should fail for its time.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,services}/*/src/**/*.test.ts', 'infra/*/**/*.test.ts'],
          exclude: [nodeModules, '**/*.int.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{packages,services}/*/test/**/*.int.test.ts', 'infra/checks/**/*.int.test.ts'],
          exclude: [nodeModules],
          globalSetup: ['packages/testing/src/global-setup.ts'],
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
