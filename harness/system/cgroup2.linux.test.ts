/** Real groups with real processes in them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cgroup2Mount, killCgroup, removeCgroup } from './cgroup2.ts'
import { requireNeed } from './require-need.ts'
import { newRunId, runCgroup } from './run-names.ts'

describe.skipIf(await requireNeed('linux'))('cgroup2', () => {
  const makeTree = () => {
    const top = runCgroup(cgroup2Mount()!, newRunId(new Date()))
    const leaf = join(top, 'arm', 'pod', 'app')
    mkdirSync(leaf, { recursive: true })
    return { top, leaf }
  }
  const sleepIn = (group: string) => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    writeFileSync(join(group, 'cgroup.procs'), String(child.pid))
    return { child, ended: once(child, 'exit') }
  }

  test('a tree goes with all processes in it, and going twice is no error', async () => {
    const { top, leaf } = makeTree()
    const { ended } = sleepIn(leaf)
    await removeCgroup(top)
    expect((await ended)[1]).toBe('SIGKILL')
    expect(existsSync(top)).toBe(false)
    await removeCgroup(top)
    await killCgroup(top)
  })

  test('a frozen tree goes too', async () => {
    const { top, leaf } = makeTree()
    const { ended } = sleepIn(leaf)
    writeFileSync(join(top, 'cgroup.freeze'), '1')
    await removeCgroup(top)
    expect((await ended)[1]).toBe('SIGKILL')
    expect(existsSync(top)).toBe(false)
  })

  test('killing leaves the groups', async () => {
    const { top, leaf } = makeTree()
    const { ended } = sleepIn(leaf)
    await killCgroup(top)
    await ended
    expect(existsSync(leaf)).toBe(true)
    await removeCgroup(top)
  })
})
