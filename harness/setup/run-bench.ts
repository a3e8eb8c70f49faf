/** `npm run bench`, `npm run calibrate` and `npm run gate`: whoever asks for help or mistypes something gets the answer at once; a run gets this machine ready first. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readCommandLine } from '../cli/command-line.ts'
import { gateSides } from '../commands/gate-sides.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { resumableRun } from '../commands/resumable-run.ts'
import { providers } from '../providers/index.ts'
import { databasesOf } from '../scenario/queries.ts'

// The program reads its arguments from process.argv.
if (!['calibrate', 'gate'].includes(process.argv[2] ?? '')) process.argv.splice(2, 0, 'bench')
const asked = askForRun(process.argv.slice(2))
if (asked) {
  const setUp = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'setup.mjs'), ...(asked.hasDatabases ? ['--database'] : [])],
    { stdio: 'inherit' },
  )
  if (setUp.status !== 0) process.exit(setUp.status ?? 1)
}

await import('../main.ts')

/** What a run needs that can be planned with these arguments; null for others: the program itself says what is wrong with them. */
function askForRun(words: readonly string[]): { hasDatabases: boolean } | null {
  try {
    const typed = readCommandLine(words, providers)
    if (typed.command === 'bench') {
      const { scenario, provider } = typed.flags.resume
        ? resumableRun(typed.flags, typed.flags.resume).options
        : resolveRun(typed.flags)
      // Only this provider runs servers on the machine itself.
      return { hasDatabases: provider.name === 'netns' && databasesOf(scenario.topology).length > 0 }
    }
    if (typed.command === 'gate') {
      if (gateSides(typed.flags).kind === 'runs') return null
      const { scenario } = resolveRun({ ...typed.flags, provider: 'netns', quick: false, providerFlags: {} })
      return { hasDatabases: databasesOf(scenario.topology).length > 0 }
    }
    return typed.command === 'calibrate' ? { hasDatabases: false } : null
  } catch {
    return null
  }
}
