/** What the system says when it refuses something with a file, in plain words. The code stays, for whoever searches for it. */

/** What is wrong with the file or folder `it`, by the code of the error. */
const WORDS: Record<string, (it: string) => string> = {
  ENOENT: (it) => `${it} does not exist`,
  ENOTDIR: (it) => `${it} lies below a file`,
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

/** What the same codes mean where a folder is made or listed. */
const WORDS_OF_FOLDERS: typeof WORDS = {
  // system/make-folder.ts makes no folder that exists.
  'mkdir EEXIST': (it) => `${it} is not a folder`,
  'mkdir ENOENT': (it) => `the folder ${it} cannot be made`,
  'scandir ENOTDIR': (it) => `${it} is not a folder, or lies below a file`,
}

/** Undefined for an error that is not the system's about a file, such as that of a socket or of a program that was not started. */
export function systemRefusal(error: Error): string | undefined {
  const { code, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string }
  // Node writes "ENOENT: no such file or directory, open '/x'" of files only.
  if (code === undefined || !error.message.startsWith(`${code}: `)) return undefined
  const words = WORDS_OF_FOLDERS[`${syscall} ${code}`] ?? WORDS[code]
  return words && `${words(dest ?? path ?? 'it')} (${code})`
}
