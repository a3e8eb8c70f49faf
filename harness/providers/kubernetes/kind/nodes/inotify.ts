/** Watches of files that nodes need: the kernel's default lets one user have them for four nodes, and the fifth hangs. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { UnavailableError } from '../../../../errors.ts'

/** systemd, containerd, kubelet and the pods of a control plane had 27 open; a mesh adds a few. */
const INSTANCES_PER_NODE = 32

/** What to do, or null where there is room for so many nodes more. */
export function inotifyShortage(nodes: number): UnavailableError | null {
  const most = Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8'))
  const used = inotifyInstances()
  const needed = nodes * INSTANCES_PER_NODE
  if (used + needed <= most) return null
  return new UnavailableError(
    `${nodes} more kind nodes need about ${needed} inotify instances; ${used} of ${most} are in use`,
    `\`sudo sysctl fs.inotify.max_user_instances=${Math.max(512, 2 * (used + needed))}\`, or remove other clusters`,
  )
}

/** Open inotify instances of root: a node's root is this machine's. Users of pods have limits of their own. */
export function inotifyInstances(): number {
  let count = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isRoots(name)))
    for (const fd of list(`/proc/${pid}/fd`)) if (isInotify(`/proc/${pid}/fd/${fd}`)) count++
  return count
}

const isRoots = (pid: string): boolean => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === 0

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // ended meanwhile, or another user's
  }
}

function isInotify(path: string): boolean {
  try {
    return readlinkSync(path) === 'anon_inode:inotify'
  } catch {
    return false // closed meanwhile
  }
}
