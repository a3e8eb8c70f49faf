import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { run, start } from './command.ts'
import { requireNeed } from './require-need.ts'
import { waitFor } from './wait.ts'

/** A harness that starts ten programs, which would sleep for a minute, and then does what the test says. */
const harness = (seconds: string, afterwards: string, path = process.env['PATH']) => `
  import { startMortal } from ${JSON.stringify(new URL('command.ts', import.meta.url))}
  const env = { PATH: ${JSON.stringify(path)} }
  for (let n = 0; n < 10; n += 1) startMortal(['sleep', '${seconds}'], { stdin: 'ignore', env })
  ${afterwards}`

/** How many `sleep` processes with this number of seconds run. */
const sleeping = (seconds: string): number =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(seconds)
    } catch {
      return false // the process has ended meanwhile, or this is no process
    }
  }).length

describe.skipIf(await requireNeed('linux'))('a mortal program', () => {
  const startHarness = (script: string) =>
    start(process.execPath, ['--input-type=module', '-e', script], {
      stdin: 'ignore',
      env: { PATH: process.env['PATH'] ?? '' },
    })

  test('ends with the harness when that is killed', async () => {
    const child = startHarness(harness('61.25', "setInterval(() => {}, 1000); console.log('started')"))
    await once(child.stdout, 'data')
    await waitFor('programs to run', 5000, () => sleeping('61.25') === 10 || undefined)
    child.kill('SIGKILL')
    await child
    await waitFor('programs to end', 5000, () => sleeping('61.25') === 0 || undefined)
  })

  test('does not begin when the harness was killed before it could ask to be killed with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hopbench-mortal-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = process.env['PATH'] ?? ''
    // As on a busy machine, the harness has already died when the program asks to be killed with it.
    const late = `#!/bin/sh\necho >> '${folder}/late'\nsleep 0.2\nPATH='${path}'\nexec setpriv "$@"\n`
    writeFileSync(join(folder, 'setpriv'), late, { mode: 0o755 })
    await startHarness(harness('61.75', "process.kill(process.pid, 'SIGKILL')", `${folder}:${path}`))
    const begun = () => readFileSync(join(folder, 'late'), 'utf8').length
    await waitFor('all ten to be about to ask', 5000, () => begun() === 10 || undefined)
    await sleep(600)
    expect(sleeping('61.75')).toBe(0)
  })
})

describe.skipIf(await requireNeed('linux'))('a command that is ended early', () => {
  test('takes with it what it has started, which holds its output open', async () => {
    const controller = new AbortController()
    // The shell does not hand the signal on, as set-up does not, which runs npm.
    const ended = run('sh', ['-c', 'sleep 643.25; true'], { signal: controller.signal }).catch(
      (error: unknown) => error,
    )
    await waitFor('the command to run', 5000, () => sleeping('643.25') === 1 || undefined)
    controller.abort()
    expect(await ended).toBeInstanceOf(Error)
    expect(sleeping('643.25')).toBe(0)
  })
})
