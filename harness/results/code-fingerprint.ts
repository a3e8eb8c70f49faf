/** Which hopbench measured: its version, and the commit of its checkout. */
import { tryRun } from '../system/command.ts'
import type { CodeFingerprint } from './record.ts'
import hopbench from '../../package.json' with { type: 'json' }

const PROJECT = `${import.meta.dirname}/../..`

/** Asks git; a copy of the sources without a checkout, or a machine without git, has no commit. */
export async function codeFingerprint(): Promise<CodeFingerprint> {
  // Root asks about a checkout that belongs to the user: git refuses that unless told that it is meant.
  const git = (...args: string[]) => tryRun('git', ['-c', 'safe.directory=*', '-C', PROJECT, ...args])
  const commit = (await git('rev-parse', 'HEAD'))?.trim() || null
  const changes = commit === null ? null : await git('status', '--porcelain', '--untracked-files=no')
  return { version: hopbench.version, commit, modified: changes === null ? null : changes.trim() !== '' }
}
