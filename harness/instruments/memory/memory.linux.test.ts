import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { requireNeed } from '../../system/require-need.ts'
import { readMemory } from './memory.ts'
import { BALLOON, makeCgroups, runIn } from '../cpu/testing/own-cgroup.ts'

const MIB = 1_048_576
/** The heap of the Node program may grow or shrink by this much meanwhile. */
const HEAP_BYTES = 4 * MIB
const NO_KERNEL = { bytes: 0, source: 'no datapath' }

/** The kernel's own figure for a whole process, in bytes: "RssAnon", "RssFile". */
function statusOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
}

describe.skipIf(await requireNeed('linux'))('memory of an arm', () => {
  test('a balloon in a unit comes back in its role', async () => {
    const { root } = makeCgroups()
    const balloon = await runIn(root, BALLOON)
    const read = () => readMemory([{ pid: balloon.pid, role: 'proxy' }], NO_KERNEL)
    const before = await read()
    await balloon.ask('64')
    const after = await read()
    expect(Math.abs(after.proxyBytes - before.proxyBytes - 64 * MIB)).toBeLessThan(HEAP_BYTES)
    expect(after.appBytes).toBe(0)
  })

  test('a second process of the same program costs its own pages, not the program file again', async () => {
    const { root } = makeCgroups()
    const first = await runIn(root, BALLOON)
    const second = await runIn(root, BALLOON)
    const one = await readMemory([{ pid: first.pid, role: 'app' }], NO_KERNEL)
    const two = await readMemory(
      [first, second].map(({ pid }) => ({ pid, role: 'app' as const })),
      NO_KERNEL,
    )
    const added = two.appBytes - one.appBytes
    const anonymous = statusOf(second.pid, 'RssAnon')
    console.log({ oneBytes: one.appBytes, added, anonymous, file: statusOf(second.pid, 'RssFile') })
    expect(Math.abs(added - anonymous)).toBeLessThan(HEAP_BYTES)
    expect(statusOf(second.pid, 'RssFile')).toBeGreaterThan(3 * HEAP_BYTES)
  })

  test('what client and services share belongs to the services', async () => {
    const { root } = makeCgroups()
    const client = await runIn(root, BALLOON)
    const app = await runIn(root, BALLOON)
    const memory = await readMemory(
      [
        { pid: client.pid, role: 'client' },
        { pid: app.pid, role: 'app' },
      ],
      NO_KERNEL,
    )
    expect(Math.abs(memory.clientBytes - statusOf(client.pid, 'RssAnon'))).toBeLessThan(HEAP_BYTES)
    expect(memory.appBytes).toBeGreaterThan(statusOf(app.pid, 'RssAnon') + 3 * HEAP_BYTES)
  })
})
