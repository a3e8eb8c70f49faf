/** What the system says when it refuses something with a file, in plain words. The code stays, for whoever searches for it. */

/** What is wrong with the file or folder `it`, by the code of the error. */
const WORDS: Record<string, (it: string) => string> = {
  ENOENT: (it) => `${it} does not exist`,
  ENOTDIR: (it) => `a part of the path of ${it} is not a folder`,
  EISDIR: (it) => `${it} is a folder`,
  EEXIST: (it) => `${it} exists already`,
  EACCES: (it) => `this user has no right to ${it}`,
  EPERM: (it) => `nobody may do this with ${it}`,
  EROFS: (it) => `${it} lies on a file system that can only be read`,
  ELOOP: (it) => `the links at ${it} lead in a circle`,
  ENAMETOOLONG: () => 'the name is too long',
  ENOSPC: () => 'the disk is full',
  EDQUOT: () => 'the quota of this user on the disk is used up',
}

/** Undefined for an error that is not the system's about a file, such as that of a socket or of a program that was not started. */
export function systemRefusal(error: Error): string | undefined {
  const { code, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string }
  // Node writes "ENOENT: no such file or directory, open '/x'" of files only.
  if (code === undefined || !error.message.startsWith(`${code}: `)) return undefined
  const it = dest ?? path ?? 'it'
  // A folder that exists already is not made again: see system/make-folder.ts.
  const what = code === 'EEXIST' && syscall === 'mkdir' ? `${it} is not a folder` : WORDS[code]?.(it)
  return what && `${what} (${code})`
}
