/** Kernel memory of the BPF maps a program holds, as the kernel accounts it. */
import { readdir, readFile } from 'node:fs/promises'

export const MAP_MEMORY_SOURCE = 'memlock of each BPF map in /proc/<loader>/fdinfo'

/** Bytes of all maps open in this process, each once; memory of entries that come and go is in it (kernel 6.4 and newer). */
export async function mapMemoryBytes(pid: number): Promise<number> {
  const directory = `/proc/${pid}/fdinfo`
  const texts = await Promise.all(
    // A descriptor may be closed between the two readings.
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
