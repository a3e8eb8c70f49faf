/** Makes a version of hopbench ready to run: its files in a folder of their own, its packages, its BPF programs. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'
import { versionText, type Side, type VersionRecord } from '../results/record.ts'
import { run } from '../system/command.ts'
import { CHECKOUT, git } from './git.ts'

/** Compiling takes seconds; npm packages of another lockfile, minutes. */
const READY_WITHIN_MS = 900_000
/** Where set-up notes which lockfile the packages are of (harness/setup/npm-packages.mjs). */
const STAMP = '.hopbench-lockfile'

/**
 * Writes the files of the commit into `folder`, which is made, and runs the version's own set-up there. The repository itself is only
 * read: no branch, worktree or index of it changes. Programs of every user can read the folder.
 * @param signal ends the set-up, with all that it has started
 * @throws UsageError that names the version and the step that failed, with what the step printed last; the signal's reason
 */
export async function makeReady(
  side: Side,
  version: VersionRecord,
  folder: string,
  { checkout = CHECKOUT, signal }: { checkout?: string; signal: AbortSignal },
): Promise<void> {
  const step = async (what: string, action: () => Promise<unknown>): Promise<void> => {
    try {
      await action()
    } catch (error) {
      signal.throwIfAborted() // a version that the user did not wait for is not broken
      throw new UsageError(
        `${side}, ${versionText(version)}: ${what} failed\n${messageOf(error)}`,
        `check that version out, see what \`sudo npm run bench -- --quick\` says there, and name a commit that works with --${side}; nothing has been started`,
      )
    }
  }
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  await step('copying its files', async () => {
    const archive = join(folder, '.files.tar')
    await git(checkout, 'archive', '--format=tar', '-o', archive, version.commit)
    await run('tar', ['-xf', archive, '-C', folder, '--no-same-owner'], { signal })
    await rm(archive)
  })
  const setUp = join(folder, 'harness', 'setup', 'setup.mjs')
  await step('its set-up', async () => {
    if (!existsSync(setUp)) throw new Error('it has no harness/setup/setup.mjs')
    usePackagesOf(checkout, folder)
    await run(process.execPath, [setUp], { cwd: folder, timeoutMs: READY_WITHIN_MS, signal })
  })
}

/**
 * Gives a version with the same lockfile the packages of the checkout. Each is a link, so that whatever the version's set-up removes,
 * the packages of the checkout stay. A version with another lockfile installs its own.
 */
function usePackagesOf(checkout: string, folder: string): void {
  const [own, its] = [checkout, folder].map((root) => readFileSync(join(root, 'package-lock.json')))
  if (!own!.equals(its!)) return
  const packages = join(folder, 'node_modules')
  mkdirSync(packages)
  for (const name of readdirSync(join(checkout, 'node_modules')))
    if (name !== STAMP) symlinkSync(join(checkout, 'node_modules', name), join(packages, name))
  writeFileSync(join(packages, STAMP), createHash('sha256').update(own!).digest('hex'))
}
