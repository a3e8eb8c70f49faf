/** Kernel memory of rules, read as what the whole kernel grew by while they were loaded: there is no account per namespace. */
import { readFile } from 'node:fs/promises'
import type { Reading } from '../../../results/record.ts'

/** Where rules live: nf_tables in slabs, legacy tables in vmalloc, the counters of both per CPU. */
const FIELDS = ['SUnreclaim', 'VmallocUsed', 'Percpu']

/** Slabs moved by 1.1 MB while legacy rules were loaded, which do not live there: twice that is the least that means something. */
const RESOLUTION_BYTES = 2 * 1024 * 1024

export const TABLE_MEMORY_SOURCE = `growth of ${FIELDS.join(' + ')} in /proc/meminfo while the rules were loaded`

/** Loads rules and tells what the kernel grew by; not measured below what that can resolve. */
export async function measureTableMemory(load: () => Promise<void>): Promise<Reading> {
  const before = await kernelBytes()
  await load()
  const bytes = (await kernelBytes()) - before
  return bytes >= RESOLUTION_BYTES
    ? bytes
    : { notMeasured: `below ${RESOLUTION_BYTES / 1024 / 1024} MiB, the least /proc/meminfo can tell` }
}

async function kernelBytes(): Promise<number> {
  const meminfo = await readFile('/proc/meminfo', 'utf8')
  const kibibytes = FIELDS.map((field) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1]),
  )
  return kibibytes.reduce((sum, value) => sum + value, 0) * 1024
}
