/** What to do when the system refuses something, by the code of its error. */

/** Limits that this process or machine has reached: they say nothing of what was asked. */
const LIMITS = {
  EMFILE:
    'a process of this run may not open more files: see `ulimit -Hn`, and raise it (`ulimit -n 65536` as root)',
  ENFILE: 'no process of this machine may open more files: see `sysctl fs.file-max`, and raise it',
  EAGAIN:
    'no more processes may be started: raise `ulimit -u`, or pids.max of the cgroup this runs in (TasksMax of a systemd unit)',
  ENOMEM: 'this machine has no memory left for it: end other programs, or choose a smaller scenario',
}

const ADVICE: Record<string, string> = {
  ...LIMITS,
  EACCES:
    'this user may not: look at the permissions of the file and of the folders above it, and for a mount with noexec',
  ENOEXEC: 'it is no program for this processor',
}

/** Advice on an error of the system; undefined for a code that needs none. */
export const adviceOn = (code: string | undefined): string | undefined => code && ADVICE[code]

/** Whether the code tells of a limit of this process or machine. */
export const isLimit = (code: string | undefined): code is keyof typeof LIMITS =>
  code !== undefined && code in LIMITS
