/** Asks git about the checkout that this hopbench runs from. */
import { resolve } from 'node:path'
import { UnavailableError } from '../errors.ts'
import { run, tryRun } from '../system/command.ts'

/** The folder of hopbench. */
export const CHECKOUT = resolve(import.meta.dirname, '../..')

// As root, git refuses to read a checkout that belongs to another user unless safe.directory allows it.
const inCheckout = (checkout: string, args: readonly string[]): string[] => [
  ...['-c', 'safe.directory=*', '-C', checkout],
  ...args,
]

/** What git prints, without the line break at its end; null where it refuses. */
export const askGit = async (checkout: string, ...args: string[]): Promise<string | null> =>
  (await tryRun('git', inCheckout(checkout, args)))?.trimEnd() ?? null

/** @throws UnavailableError where git is not installed, which `askGit` cannot tell from a refusal */
export async function requireGit(): Promise<void> {
  if ((await tryRun('git', ['--version'])) !== null) return
  throw new UnavailableError(
    'git is not installed: it finds and copies the versions',
    'install it, such as with `apt-get install git`, or name two stored runs; nothing has been started',
  )
}

/** @throws BenchError with what git says */
export const git = (checkout: string, ...args: string[]): Promise<string> =>
  run('git', inCheckout(checkout, args))
