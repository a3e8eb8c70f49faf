/** `npm run bench` and `npm run calibrate`: whoever asks for help or mistypes something gets the answer at once; a run gets this machine ready first. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readCommandLine } from '../cli/command-line.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { providers } from '../providers/index.ts'

// The program reads its arguments from process.argv.
if (process.argv[2] !== 'calibrate') process.argv.splice(2, 0, 'bench')
if (askForRun(process.argv.slice(2))) {
  const setUp = spawnSync(process.execPath, [join(import.meta.dirname, 'setup.mjs')], { stdio: 'inherit' })
  if (setUp.status !== 0) process.exit(setUp.status ?? 1)
}

await import('../main.ts')

/** Whether the arguments ask for a run that can be planned. The program itself says what is wrong with others. */
function askForRun(words: readonly string[]): boolean {
  try {
    const typed = readCommandLine(words, providers)
    if (typed.command === 'bench') resolveRun(typed.flags)
    return typed.command === 'bench' || typed.command === 'calibrate'
  } catch {
    return false
  }
}
