/**
 * Measures the kernel memory of rules by the growth of all kernel memory while they are loaded: there is no account per
 * namespace.
 */
import { readFile } from 'node:fs/promises'
import type { Reading } from '../../../results/record.ts'

/** Fields of /proc/meminfo with memory of rules: nf_tables uses slabs, legacy tables vmalloc, counters of both per-CPU memory. */
const FIELDS = ['SUnreclaim', 'VmallocUsed', 'Percpu']

/**
 * Smallest growth that is reported: about twice the 1.1 MB by which slabs changed while legacy rules were loaded, which do not
 * use slabs.
 */
const RESOLUTION_BYTES = 2 * 1024 * 1024

export const TABLE_MEMORY_SOURCE = `growth of ${FIELDS.join(' + ')} in /proc/meminfo while the rules were loaded`

/** Loads rules and returns by how many bytes kernel memory grew; not measured below the resolution. */
export async function measureTableMemory(load: () => Promise<void>): Promise<Reading> {
  const before = await kernelBytes()
  await load()
  const bytes = (await kernelBytes()) - before
  return bytes >= RESOLUTION_BYTES
    ? bytes
    : { notMeasured: `below ${RESOLUTION_BYTES / 1024 / 1024} MiB, the least that /proc/meminfo can show` }
}

async function kernelBytes(): Promise<number> {
  const meminfo = await readFile('/proc/meminfo', 'utf8')
  const kibibytes = FIELDS.map((field) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1]),
  )
  return kibibytes.reduce((sum, value) => sum + value, 0) * 1024
}
