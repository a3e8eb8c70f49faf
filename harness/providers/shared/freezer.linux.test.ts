import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeCgroups, runIn } from '../../instruments/cpu/testing/own-cgroup.ts'
import { requireNeed } from '../../system/require-need.ts'
import { start } from '../../system/command.ts'
import { freeze, thaw } from './freezer.ts'

const isFrozen = (directory: string) =>
  readFileSync(`${directory}/cgroup.events`, 'latin1').includes('frozen 1')

describe.skipIf(await requireNeed('linux'))('the freezer', () => {
  test('thirty processes in groups below freeze and thaw with their arm', async () => {
    const pods = Array.from({ length: 30 }, (_, n) => `pod-${n}`)
    const groups = makeCgroups(...pods)
    // makeCgroups ends these processes together with their groups.
    const sleepers = pods.map((pod) =>
      start('sh', ['-c', `echo $$ > ${groups[pod]!}/cgroup.procs && echo up && exec sleep 60`], {
        stdin: 'ignore',
        env: { PATH: '/usr/bin:/bin' },
      }),
    )
    await Promise.all(sleepers.map((sleeper) => new Promise((up) => sleeper.stdout.once('data', up))))
    for (let time = 1; time <= 3; time++) {
      const began = performance.now()
      await freeze(groups.root)
      const frozenAt = performance.now()
      expect(pods.filter((pod) => !isFrozen(groups[pod]!))).toEqual([])
      const thawBegan = performance.now()
      await thaw(groups.root)
      const thawedAt = performance.now()
      expect(pods.filter((pod) => isFrozen(groups[pod]!))).toEqual([])
      console.log(
        `frozen in ${(frozenAt - began).toFixed(2)} ms, thawed in ${(thawedAt - thawBegan).toFixed(2)} ms`,
      )
    }
  })

  test('a program goes on where it was stopped', async () => {
    const { app } = makeCgroups('app')
    const echo = await runIn(
      app,
      "process.stdin.on('data', (line) => console.log('heard ' + line)); console.log('up')",
    )
    await freeze(app)
    const answer = echo.ask('it')
    await thaw(app)
    expect(await answer).toBe('heard it')
  })

  test('an error names the group that does not exist', async () => {
    await expect(freeze('/sys/fs/cgroup/hopbench-none')).rejects.toThrow('/sys/fs/cgroup/hopbench-none')
  })
})
