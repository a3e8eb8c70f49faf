/** What to do when the system refuses something, by the code of its error. */

const ADVICE: Record<string, string> = {
  EMFILE:
    'a process of this run may not open more files: see `ulimit -Hn`, and raise it (`ulimit -n 65536` as root)',
  ENFILE: 'no process of this machine may open more files: see `sysctl fs.file-max`, and raise it',
  EAGAIN:
    'no more processes may be started: raise `ulimit -u`, or pids.max of the cgroup this runs in (TasksMax of a systemd unit)',
  ENOMEM: 'this machine has no memory left for it: end other programs, or choose a smaller scenario',
  EACCES:
    'this user may not: look at the permissions of the file and of the folders above it, and for a mount with noexec',
  ENOEXEC: 'it is no program for this processor',
}

/** Codes that say nothing of what was asked, only that this process or machine has reached a limit. */
const LIMITS = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']

/** Advice on an error of the system; undefined for a code that needs none. */
export const adviceOn = (code: string | undefined): string | undefined =>
  code === undefined ? undefined : ADVICE[code]

/** Whether a limit of this process or machine was reached. */
export const isLimit = (code: string | undefined): boolean => code !== undefined && LIMITS.includes(code)
