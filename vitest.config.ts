import { defineConfig } from 'vitest/config'

/**
 * Five projects by what a test needs of the machine. A file says which by its ending: `x.test.ts` runs anywhere,
 * `x.timing.test.ts` keeps time and has the machine to itself, `x.linux.test.ts` needs root and namespaces, `x.browser.test.ts`
 * Chromium, `x.cluster.test.ts` a container engine and kind.
 * Projects whose tests look at the whole machine come one after the other: a cluster that comes up changes its network and
 * takes its CPU.
 */
export default defineConfig({
  test: {
    // All cores: Vitest leaves one to itself otherwise, which is half of a machine of two.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          // A report takes a second to build, and several on a machine that is busy with other workers.
          testTimeout: 20_000,
          include: ['harness/**/*.test.ts'],
          exclude: [
            '**/*.timing.test.ts',
            '**/*.linux.test.ts',
            '**/*.browser.test.ts',
            '**/*.cluster.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'timing',
          sequence: { groupOrder: 1 },
          include: ['harness/**/*.timing.test.ts'],
          // Pages are sent at their times: another test beside makes the client late.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'linux',
          sequence: { groupOrder: 2 },
          include: ['harness/**/*.linux.test.ts'],
          testTimeout: 120_000,
          // Hooks hold whole runs, which take a minute on a busy machine, and wait for another run to end.
          hookTimeout: 600_000,
          // Namespaces, cgroups and CPU accounts of two tests at once would disturb each other.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['harness/**/*.browser.test.ts'],
          // A page with all details open takes the check of accessibility up to a minute on a busy machine.
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cluster',
          sequence: { groupOrder: 3 },
          include: ['harness/**/*.cluster.test.ts'],
          // A cluster with a mesh is up in one to three minutes on two cores, a whole run takes several.
          testTimeout: 900_000,
          hookTimeout: 600_000,
          // Two clusters that come up at once take each other's CPU, and measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
