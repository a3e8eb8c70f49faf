/** Counts inotify instances, which nodes need: the kernel's default per user suffices for four nodes, and a fifth node hangs. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { UnavailableError } from '../../../../errors.ts'

/** systemd, containerd, kubelet and the control-plane pods of a node had 27 open; a mesh adds a few. */
const INSTANCES_PER_NODE = 32

/** An error with advice, or null where the limit suffices for this many more nodes. */
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

/** Counts the open inotify instances of root, because root in a node is root of this machine. Other users in pods have their own limits. */
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
    return [] // the process ended meanwhile, or belongs to another user
  }
}

function isInotify(path: string): boolean {
  try {
    return readlinkSync(path) === 'anon_inode:inotify'
  } catch {
    return false // the file was closed meanwhile
  }
}
