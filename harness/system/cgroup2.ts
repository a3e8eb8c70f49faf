/** The cgroup2 hierarchy: finds its mount, kills the processes of a group, and removes groups. */
import { readFileSync } from 'node:fs'
import { readdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import { waitFor } from './wait.ts'

/** A group empties some milliseconds after cgroup.kill; a loaded machine may need longer. */
const EMPTY_WITHIN_MS = 5000

/** Where cgroup2 is mounted: "/sys/fs/cgroup", or "…/unified" beside v1 controllers; null when it is not mounted. */
export function cgroup2Mount(): string | null {
  let mounts: string
  try {
    mounts = readFileSync('/proc/self/mounts', 'utf8')
  } catch {
    return null // not Linux
  }
  for (const line of mounts.split('\n')) {
    const [, path, type] = line.split(' ')
    // /proc writes spaces and similar characters as octal escapes.
    if (type === 'cgroup2' && path)
      return path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  }
  return null
}

/** Kills every process of a group and of all groups below, frozen processes too. Does nothing when there is no such group. */
export async function killCgroup(directory: string): Promise<void> {
  await writeFile(join(directory, 'cgroup.kill'), '1', { flag: 'r+' }).catch(ignoreMissing)
}

/**
 * Kills every process of a group and below, then removes the groups, children first. Does nothing when there is no such group.
 * @throws BenchError when a process stays: a process in uninterruptible sleep cannot be killed.
 */
export async function removeCgroup(directory: string): Promise<void> {
  await killCgroup(directory)
  const removeTree = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(ignoreMissing)
    const children = entries?.filter((entry) => entry.isDirectory()) ?? []
    await Promise.all(children.map((child) => removeTree(join(path, child.name))))
    await waitFor(`cgroup ${path} to empty`, EMPTY_WITHIN_MS, async () => {
      // rmdir fails with EBUSY until the last killed process has gone; zombies do not count.
      await rmdir(path).catch(ignoreMissing)
      return true
    })
  }
  await removeTree(directory)
}

/** For `catch`: ignores the error when the group does not exist. */
function ignoreMissing(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENODEV') return undefined
  throw error instanceof Error ? error : new Error(messageOf(error))
}
