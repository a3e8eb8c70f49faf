/** Reads the text of /proc/<pid>/smaps: the private memory of a process, and the files that it has mapped. */

export interface ProcessMemory {
  /** Pages that belong to no file, and the process's own copies of pages of files; swapped-out pages included. */
  anonymousBytes: number
  /** Resident bytes of each mapped file or shared memory, by "device:inode". */
  files: Map<string, number>
}

/** "55d0c8a2e000-55d0c8a2f000 r-xp 00001000 fe:00 131234   /usr/bin/node" */
const HEADER =
  /^[0-9a-f]+-[0-9a-f]+ \S+ [0-9a-f]+ (?<device>[0-9a-f]+:[0-9a-f]+) (?<inode>\d+)\s*(?<path>.*)$/
const FIELD = /^(?<name>Rss|Anonymous|Swap):\s+(?<kibibytes>\d+) kB$/

/** Parses the whole text of a smaps file. The text is empty for a process without memory (a zombie, a kernel thread). */
export function parseSmaps(text: string): ProcessMemory {
  const memory: ProcessMemory = { anonymousBytes: 0, files: new Map() }
  let file: string | null = null
  for (const line of text.split('\n')) {
    const header = HEADER.exec(line)?.groups
    if (header) {
      file = fileOf(header as { device: string; inode: string; path: string })
      continue
    }
    const field = FIELD.exec(line)?.groups
    if (!field) continue
    const bytes = Number(field.kibibytes) * 1024
    const addToFile = (more: number) =>
      file !== null && memory.files.set(file, (memory.files.get(file) ?? 0) + more)
    if (field.name === 'Rss') addToFile(bytes)
    else memory.anonymousBytes += bytes
    // The process's own copy of a file's page counts in both Rss and Anonymous, so it is subtracted from the file.
    if (field.name === 'Anonymous') addToFile(-bytes)
  }
  return memory
}

/**
 * "device:inode" of a mapping; null for the kernel's own mappings. Shared memory (memfd, /dev/shm, MAP_SHARED without a file)
 * has an inode too.
 */
function fileOf({ device, inode, path }: { device: string; inode: string; path: string }): string | null {
  // Rings of BPF and io_uring are kernel memory, and all BPF maps show the same inode.
  if (inode === '0' || path.startsWith('anon_inode:')) return null
  return `${device}:${inode}`
}
