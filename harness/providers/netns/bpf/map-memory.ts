/** Reads the kernel memory of the BPF maps that a process holds. */
import { readdir, readFile } from 'node:fs/promises'

export const MAP_MEMORY_SOURCE = 'memlock of each BPF map in /proc/<loader>/fdinfo'

/**
 * Bytes of all BPF maps that this process has open, each counted once. Kernel 6.4 and newer include entries allocated on
 * demand.
 */
export async function mapMemoryBytes(pid: number): Promise<number> {
  const directory = `/proc/${pid}/fdinfo`
  const texts = await Promise.all(
    // The process may close a descriptor after the directory was listed.
    (await readdir(directory)).map((fd) => readFile(`${directory}/${fd}`, 'utf8').catch(() => '')),
  )
  const bytesByMap = new Map<string, number>()
  for (const text of texts) {
    const id = /^map_id:\s+(\d+)/m.exec(text)?.[1]
    const bytes = /^memlock:\s+(\d+)/m.exec(text)?.[1]
    if (id !== undefined && bytes !== undefined) bytesByMap.set(id, Number(bytes))
  }
  return [...bytesByMap.values()].reduce((sum, bytes) => sum + bytes, 0)
}
