import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Role } from '../../arm/arm.ts'
import { readMemory, sumMemory } from './memory.ts'
import { parseSmaps } from './smaps.ts'

const KIB = 1024
/** Captured on Linux 6.18: heap, a private file written to in part, a memfd, anonymous shared memory, ld.so, stack, vdso. */
const MAPPED = readFileSync(new URL('testing/mapped.smaps', import.meta.url), 'latin1')

test('a process has its anonymous pages, private copies of file pages among them', () => {
  expect(parseSmaps(MAPPED).anonymousBytes).toBe((2048 + 64 + 8 + 8 + 60) * KIB)
})

test('files and shared memory are told by device and inode, without the pages that were copied', () => {
  expect(parseSmaps(MAPPED).files).toEqual(
    new Map([
      ['fe:00:10011127', (256 - 64) * KIB],
      ['00:01:1026', 512 * KIB],
      ['00:01:1025', 1024 * KIB],
      ['fe:00:325835', (4 + 152 + 40) * KIB],
    ]),
  )
})

test('a ring of the kernel is no file of the process', () => {
  const ring = `7f00-7f01 rw-s 00000000 00:10 46219   anon_inode:[io_uring]
Rss:                  64 kB
Anonymous:             0 kB
`
  expect(parseSmaps(ring)).toEqual({ anonymousBytes: 0, files: new Map() })
})

const program = (role: Role, anonymousBytes: number, nodeBytes: number) => ({
  role,
  memory: { anonymousBytes, files: new Map([['fe:00:7', nodeBytes]]) },
})

test('a file counts once in an arm, with the most that one process has of it, for the services first', () => {
  const arm = [program('client', 1, 900), program('app', 10, 700), program('app', 20, 800)]
  expect(sumMemory(arm)).toEqual({
    clientBytes: 1,
    appBytes: 30 + 900,
    proxyBytes: 0,
    proxyFileBytes: 0,
    agentBytes: 0,
    controlPlaneBytes: 0,
  })
})

test('a file only proxies map is theirs', () => {
  const envoy = { role: 'proxy' as const, memory: { anonymousBytes: 5, files: new Map([['fe:00:9', 60]]) } }
  expect(sumMemory([program('app', 10, 700), envoy, envoy])).toEqual({
    clientBytes: 0,
    appBytes: 710,
    proxyBytes: 70,
    proxyFileBytes: 60,
    agentBytes: 0,
    controlPlaneBytes: 0,
  })
})

test('a process that has gone is named', async () => {
  // A pid above the largest possible pid_max, so no process has it.
  const gone = readMemory([{ pid: 4_194_305, role: 'proxy' }], { bytes: 0, source: 'none' })
  await expect(gone).rejects.toThrow('memory of the proxy process 4194305 cannot be read')
})
