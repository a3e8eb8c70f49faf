/**
 * Memory of an arm: the private memory of each process, plus each mapped file once per arm.
 *
 * PSS is not used, because it divides a shared page by the number of processes on the host that map it: an Envoy shows 64 MB
 * alone and 19 MB when nine more run, so an arm would become cheaper when another arm is raised. RSS is not used, because it
 * counts the program's binary once for every process.
 */
import { readFile } from 'node:fs/promises'
import type { Role } from '../../arm/arm.ts'
import { BenchError, messageOf } from '../../errors.ts'
import type { Memory, Reading } from '../../results/record.ts'
import { memoryByRole, noBytesByRole, type MemoryByRole } from './by-role.ts'
import { parseSmaps, type ProcessMemory } from './smaps.ts'

/**
 * A file that processes of several roles map counts for the first of these roles. Apps come first: every arm has services,
 * so the node binary counts for them. The client comes last, because it is only there to measure.
 */
const FILE_OWNERS: readonly Role[] = ['app', 'proxy', 'agent', 'control-plane', 'client']

/** A process whose memory counts. */
export interface MemberOfArm {
  pid: number
  role: Role
  /** Whether it may end at any moment without anything being wrong; its memory is then no memory of the arm. */
  mayEnd?: boolean
}

/**
 * Reads the present memory of an arm's processes, frozen or not; takes a few milliseconds a process.
 * @throws BenchError that names a process that has ended.
 */
export async function readMemory(
  processes: readonly MemberOfArm[],
  kernel: { bytes: Reading; source: string },
): Promise<Memory> {
  const read = await Promise.all(
    processes.map(async ({ pid, role, mayEnd }) => ({
      role,
      memory: parseSmaps(await readSmaps(pid, role, mayEnd ?? false)),
    })),
  )
  return { ...sumMemory(read), method: 'smaps', kernelBytes: kernel.bytes, kernelSource: kernel.source }
}

/** Adds up the processes of one arm. A mapped file counts with the largest resident size that any process has of it. */
export function sumMemory(
  processes: { role: Role; memory: ProcessMemory }[],
): MemoryByRole & Required<Pick<Memory, 'proxyFileBytes'>> {
  const bytes = noBytesByRole()
  const files = new Map<string, { owner: Role; residentBytes: number }>()
  for (const owner of FILE_OWNERS) {
    for (const { memory } of processes.filter(({ role }) => role === owner)) {
      bytes[owner] += memory.anonymousBytes
      for (const [file, residentBytes] of memory.files) {
        const known = files.get(file)
        if (known) known.residentBytes = Math.max(known.residentBytes, residentBytes)
        else files.set(file, { owner, residentBytes })
      }
    }
  }
  let proxyFileBytes = 0
  for (const { owner, residentBytes } of files.values()) {
    bytes[owner] += residentBytes
    if (owner === 'proxy') proxyFileBytes += residentBytes
  }
  return { ...memoryByRole(bytes), proxyFileBytes }
}

/** Empty for a process that was free to end and has ended. */
async function readSmaps(pid: number, role: Role, mayEnd: boolean): Promise<string> {
  const file = `/proc/${pid}/smaps`
  const text = await readFile(file, 'latin1').catch((error: unknown) =>
    mayEnd ? '' : gone(pid, role, messageOf(error)),
  )
  return text || mayEnd ? text : gone(pid, role, `${file} is empty, so the process has ended`)
}

function gone(pid: number, role: Role, why: string): never {
  throw new BenchError(
    `memory of the ${role} process ${pid} cannot be read: ${why}`,
    "the program's log in the run folder shows how it ended",
  )
}
