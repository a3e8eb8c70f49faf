/** Describes the hopbench that measures: its version, and the commit of its checkout. */
import { createHash } from 'node:crypto'
import { tryRun } from '../system/command.ts'
import type { CodeFingerprint } from './record.ts'
import hopbench from '../../package.json' with { type: 'json' }

const PROJECT = `${import.meta.dirname}/../..`

/** Enough to tell two states of a checkout apart. */
const HASH_CHARACTERS = 16

/** Asks git for the commit. The commit is null in a copy of the sources that is not a checkout, and on a machine without git. */
export async function codeFingerprint(): Promise<CodeFingerprint> {
  // As root, git refuses to read a checkout that belongs to another user unless safe.directory allows it.
  const git = (...args: string[]) => tryRun('git', ['-c', 'safe.directory=*', '-C', PROJECT, ...args])
  const commit = (await git('rev-parse', 'HEAD'))?.trim() || null
  const changes = commit === null ? null : await git('status', '--porcelain', '--untracked-files=no')
  const modified = changes === null ? null : changes.trim() !== ''
  const difference = modified === true ? await git('diff', 'HEAD') : null
  return {
    version: hopbench.version,
    commit,
    modified,
    ...(difference !== null && {
      changesHash: createHash('sha256').update(difference).digest('hex').slice(0, HASH_CHARACTERS),
    }),
  }
}
