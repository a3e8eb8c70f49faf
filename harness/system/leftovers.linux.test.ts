/** What a run leaves behind when it is killed with SIGKILL, and what of this may be removed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cgroup2Mount } from './cgroup2.ts'
import { run, tryRun } from './command.ts'
import { findLeftovers, removeRun } from './leftovers.ts'
import { requireNeed } from './require-need.ts'
import { armNetns, newRunId, podNetns, runCgroup, runtimeDir, versionFolder } from './run-names.ts'

/** Claims a run as the harness does, prints that it has, and runs until it is killed. */
const OWNER = `
  import { claimRun } from ${JSON.stringify(new URL('run-owner.ts', import.meta.url))}
  claimRun(process.argv[1])
  console.log('claimed')
  setInterval(() => {}, 1000)`

describe.skipIf(await requireNeed('linux'))('leftovers of a run', () => {
  const startOwner = async (runId: string) => {
    const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER, runId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(owner.stdout, 'data')
    const kill = async () => {
      owner.kill('SIGKILL')
      await once(owner, 'exit')
    }
    return { kill }
  }
  /** Makes namespaces, a group with a process, and files, as a run does. */
  const makeThings = async (runId: string) => {
    const namespaces = [armNetns(runId, 'direct'), podNetns(runId, 'direct', 'orders')]
    for (const name of namespaces) await run('ip', ['netns', 'add', name])
    const group = join(runCgroup(cgroup2Mount()!, runId), 'direct', 'orders', 'app')
    mkdirSync(group, { recursive: true })
    const program = spawn('sleep', ['60'], { stdio: 'ignore' })
    writeFileSync(join(group, 'cgroup.procs'), String(program.pid))
    writeFileSync(join(runtimeDir(runId), 'envoy.yaml'), 'admin: {}\n')
    const copy = versionFolder(runId, 'base')
    mkdirSync(copy)
    return { namespaces, group, copy, programEnded: once(program, 'exit') }
  }
  const leftoversOf = async (runId: string) =>
    (await findLeftovers()).runs.find((found) => found.runId === runId)

  test("all of it is found by name, is nobody else's while the run lives, and goes when it was killed", async () => {
    const runId = newRunId(new Date())
    const bystander = `not-hopbench-${runId}`
    await run('ip', ['netns', 'add', bystander])
    const owner = await startOwner(runId)
    try {
      const { namespaces, group, copy, programEnded } = await makeThings(runId)
      expect(await leftoversOf(runId)).toMatchObject({
        alive: true,
        namespaces: expect.arrayContaining(namespaces) as unknown,
      })

      await owner.kill()
      const dead = (await leftoversOf(runId))!
      expect(dead.alive).toBe(false)
      const { removed, failures } = await removeRun(dead)

      expect(failures).toEqual([])
      expect(removed).toHaveLength(5) // group, two namespaces, copy of a version, folder
      expect((await programEnded)[1]).toBe('SIGKILL')
      expect(existsSync(group)).toBe(false)
      expect(existsSync(copy)).toBe(false)
      expect(existsSync(runtimeDir(runId))).toBe(false)
      expect(await leftoversOf(runId)).toBeUndefined()
      expect(await run('ip', ['netns'])).toContain(bystander)
    } finally {
      await tryRun('ip', ['netns', 'del', bystander])
    }
  })

  test('a pid that was given to another program is not the owner', async () => {
    const runId = newRunId(new Date())
    mkdirSync(runtimeDir(runId), { recursive: true })
    writeFileSync(join(runtimeDir(runId), 'owner.json'), JSON.stringify({ pid: process.pid, startTicks: 1 }))
    const left = (await leftoversOf(runId))!
    expect(left.alive).toBe(false)
    await removeRun(left)
  })
})
