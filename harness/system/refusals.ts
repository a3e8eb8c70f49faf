/** Advice for the user when the system refuses something, by the code of the error. */

/** Errors because this process or machine has reached a limit. They do not depend on what was tried. */
const LIMITS = {
  EMFILE:
    'a process of this run may not open more files: see `ulimit -Hn`, and raise it (`ulimit -n 65536` as root)',
  ENFILE: 'no process of this machine may open more files: see `sysctl fs.file-max`, and raise it',
  EAGAIN:
    'no more processes may be started: raise `ulimit -u`, or pids.max of the cgroup this runs in (TasksMax of a systemd unit)',
  ENOSPC: 'the disk that is written to is full: make room there, or write elsewhere',
  EDQUOT: 'the quota of this user on the disk is used up: make room there, or write elsewhere',
  ENOMEM: 'this machine has no memory left: end other programs, or choose a smaller scenario',
}

const ADVICE: Record<string, string> = {
  ...LIMITS,
  EACCES:
    'this user is not allowed to: check the permissions of the file and of the folders above it, and whether a mount has noexec',
  ENOEXEC: 'the file is not a program for this processor',
}

/** Advice for an error of the system; undefined when there is none for the code. */
export const adviceOn = (code: string | undefined): string | undefined => code && ADVICE[code]

/** Whether the code means that this process or machine has reached a limit. */
export const isLimit = (code: string | undefined): code is keyof typeof LIMITS =>
  code !== undefined && code in LIMITS
