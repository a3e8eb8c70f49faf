/** `npm run bench`: whoever asks for help or mistypes something gets the answer at once; a run gets this machine ready first. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readCommandLine } from '../cli/command-line.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { providers } from '../providers/index.ts'

const MAIN = join(import.meta.dirname, '../main.ts')

const args = ['bench', ...process.argv.slice(2)]
if (askForRun(args)) {
  const setUp = spawnSync(process.execPath, [join(import.meta.dirname, 'setup.mjs')], { stdio: 'inherit' })
  if (setUp.status !== 0) process.exit(setUp.status ?? 1)
}

// Run the program in this process. It reads its arguments from process.argv.
process.argv = [process.execPath, MAIN, ...args]
await import(MAIN)

/** Whether the arguments ask for a run that can be planned. The program itself says what is wrong with others. */
function askForRun(words: readonly string[]): boolean {
  try {
    const typed = readCommandLine(words, providers)
    if (typed.command === 'bench') resolveRun(typed.flags)
    return typed.command === 'bench'
  } catch {
    return false
  }
}
