/** `npm test`: runs every project of tests that this machine can run, and says which it cannot and why. */
import { probeNeeds, type NeedName } from '../system/needs.ts'
import { addSystemPath } from '../system/system-path.ts'

/** Needs without which nothing of a project can run; single tests ask for more themselves (system/require-need.ts). */
const NEEDS_OF_PROJECT: Record<string, NeedName[]> = {
  unit: [],
  linux: ['linux', 'root', 'netns', 'cgroup2', 'tools'],
  browser: ['chromium'],
  cluster: ['linux', 'root', 'cgroup2', 'tools', 'engine', 'kind', 'helm'],
}

addSystemPath()
const typed = process.argv.slice(2)
const choice = typed.some((word) => word.startsWith('--project')) ? [] : await runnableProjects()

// Vitest's own command line, in this process: it finds its arguments where any program does.
process.argv = [process.execPath, 'vitest', 'run', '--configLoader', 'native', ...choice, ...typed]
await import(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url).href)

async function runnableProjects(): Promise<string[]> {
  const required = (process.env['HOPBENCH_REQUIRE'] ?? '').split(',')
  const flags: string[] = []
  const skipped: string[] = []
  for (const [project, names] of Object.entries(NEEDS_OF_PROJECT)) {
    const problem = (await probeNeeds(names)).find((need) => need.problem !== null)
    // A project that is required runs, and its tests fail with the reason.
    if (!problem || required.includes(project)) flags.push('--project', project)
    else
      skipped.push(
        `skipped: the ${project} tests. ${problem.title}: ${problem.problem ?? ''}\n  → ${problem.advice}\n`,
      )
  }
  const printSkipped = () => process.stderr.write(skipped.join(''))
  printSkipped()
  // Once more where it is read: below the results.
  process.on('exit', printSkipped)
  return flags
}
