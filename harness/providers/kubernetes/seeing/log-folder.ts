/** Counts requests in the log files that a node keeps of one container: they grow, and a kubelet puts them aside and compresses them. */
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface LogFolder {
  /** Reads what is new since the last time. A folder that is not there yet is empty. */
  read(): Promise<void>
  /** What was read. It is not whole where a file was compressed before anybody had read it. */
  soFar(): { lines: number; bytes: number; isWhole: boolean }
}

const COMPRESSED = '.gz'
const CHUNK_BYTES = 1 << 20
const NEW_LINE = 10
/**
 * "2026-11-28T23:50:00.123456789Z stdout F {…}", as container runtimes write it. A record of a proxy without a method is of a
 * connection that carried no request.
 */
const REQUEST = /^\S+ stdout F (\{.*"method":".*)$/

export function logFolder(path: string): LogFolder {
  /** How far each file was read, by the number that it keeps under another name. */
  const offsets = new Map<number, number>()
  const names = new Set<string>()
  const found = { lines: 0, bytes: 0, isWhole: true }
  return {
    async read() {
      const files = await readdir(path).catch(() => [])
      // Before the files are read, so that a file that is compressed meanwhile counts as known.
      const unread = files.filter(
        (file) => file.endsWith(COMPRESSED) && !names.has(file.slice(0, -COMPRESSED.length)),
      )
      if (unread.length > 0) found.isWhole = false
      for (const file of files.filter((one) => !one.endsWith(COMPRESSED) && !one.endsWith('.tmp'))) {
        names.add(file)
        await readNew(join(path, file), offsets, (line) => {
          const request = REQUEST.exec(line)?.[1]
          if (request === undefined) return
          found.lines += 1
          found.bytes += Buffer.byteLength(request) + 1
        })
      }
    },
    soFar: () => ({ ...found }),
  }
}

/** Hands on each complete line behind what was read. */
async function readNew(
  path: string,
  offsets: Map<number, number>,
  onLine: (line: string) => void,
): Promise<void> {
  const file = await open(path).catch(() => null)
  if (!file) return
  try {
    const { ino } = await file.stat()
    const chunk = Buffer.alloc(CHUNK_BYTES)
    for (;;) {
      const at = offsets.get(ino) ?? 0
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at)
      const end = chunk.subarray(0, bytesRead).lastIndexOf(NEW_LINE) + 1
      if (end === 0) return
      for (const line of chunk.toString('utf8', 0, end - 1).split('\n')) onLine(line)
      offsets.set(ino, at + end)
    }
  } finally {
    await file.close()
  }
}
