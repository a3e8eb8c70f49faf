/** `npm test`: runs every test project that this machine can run, and prints why it skips the others. */
import { probeNeeds, type NeedName } from '../system/needs.ts'
import { addSystemPath } from '../system/system-path.ts'

/** Needs of all tests of a project. Single tests require further needs themselves (system/require-need.ts). */
const NEEDS_OF_PROJECT: Record<string, NeedName[]> = {
  unit: [],
  timing: [],
  linux: ['linux', 'root', 'netns', 'cgroup2', 'tools'],
  browser: ['chromium'],
  cluster: ['linux', 'root', 'cgroup2', 'tools', 'engine', 'kind', 'helm'],
}

addSystemPath()
const typed = process.argv.slice(2)
const choice = typed.some((word) => word.startsWith('--project')) ? [] : await runnableProjects()

// Run Vitest's command line in this process. Vitest reads its arguments from process.argv.
process.argv = [process.execPath, 'vitest', 'run', '--configLoader', 'native', ...choice, ...typed]
await import(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url).href)

async function runnableProjects(): Promise<string[]> {
  const required = (process.env['HOPBENCH_REQUIRE'] ?? '').split(',')
  const flags: string[] = []
  const skipped: string[] = []
  for (const [project, names] of Object.entries(NEEDS_OF_PROJECT)) {
    const problem = (await probeNeeds(names)).find((need) => need.problem !== null)
    // A project that HOPBENCH_REQUIRE names always runs; its tests fail with the reason when a need is missing.
    if (!problem || required.includes(project)) flags.push('--project', project)
    else
      skipped.push(
        `skipped: the ${project} tests. ${problem.title}: ${problem.problem ?? ''}\n  → ${problem.advice}\n`,
      )
  }
  const printSkipped = () => process.stderr.write(skipped.join(''))
  printSkipped()
  // Print the skipped projects again below the results, where people look.
  process.on('exit', printSkipped)
  return flags
}
