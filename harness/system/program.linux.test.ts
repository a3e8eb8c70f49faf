import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { messageOf } from '../errors.ts'
import { run } from './command.ts'
import { requireNeed } from './require-need.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopbench-program-'))
afterAll(() => rmSync(folder, { recursive: true }))

const here = (file: string) => JSON.stringify(new URL(file, import.meta.url))
/** Tries to start a program that fails, and prints the error as a user would read it. */
const starter = (prepare: string, begin: string) => `
  import { openSync } from 'node:fs'
  import { withAdvice } from ${here('../errors.ts')}
  import { run, startMortal, tryRun } from ${here('command.ts')}
  import { waitForProgram, watch } from ${here('program.ts')}
  const program = async (command, options = {}) => {
    const env = { PATH: process.env.PATH }
    const child = startMortal(command, { stdin: 'ignore', env, ...options })
    const program = await watch('the server', child, [child.stderr], 'look at the server')
    await waitForProgram(program, 'to listen', 10_000, () => undefined)
  }
  ${prepare}
  try { await ${begin}; console.log('started') } catch (error) { console.log(withAdvice(error)) }`

/** Opens files until this process may open no more. */
const NO_FILES_LEFT = `try { for (;;) openSync('/dev/null', 'r') } catch {}`

async function stderrOf(begin: string, { prepare = '', limits = '' } = {}): Promise<string> {
  const file = join(folder, 'starter.ts')
  writeFileSync(file, starter(prepare, begin))
  return run('sh', ['-c', `${limits} exec "$@"`, 'sh', process.execPath, file])
}

describe.skipIf(await requireNeed('linux'))('what is said of a program that does not run', () => {
  const fewFiles = { prepare: NO_FILES_LEFT, limits: 'ulimit -n 64;' }

  test('it could not be started for want of files: the reason, and the limit to raise', async () => {
    expect(await stderrOf(`program(['true'])`, fewFiles)).toMatch(
      /^the server could not be started: spawn setpriv EMFILE\n {2}→ .*`ulimit -Hn`/,
    )
    expect(await stderrOf(`run('true', [])`, fewFiles)).toMatch(/EMFILE: true\n[^]*→ .*`ulimit -Hn`/)
  })

  test('a limit is no answer: a question that failing would answer fails with it', async () => {
    expect(await stderrOf(`tryRun('no-such-program', [])`)).toBe('started')
    expect(await stderrOf(`tryRun('no-such-program', [])`, fewFiles)).toMatch(/EMFILE/)
  })

  test('it ended at once: how, and its last lines, without waiting any longer', async () => {
    const begunAt = performance.now()
    expect(await stderrOf(`program(['sh', '-c', 'echo no port left >&2; exit 7'])`)).toBe(
      'the server exited with code 7. Its last lines:\nno port left\n  → look at the server',
    )
    expect(performance.now() - begunAt).toBeLessThan(10_000)
  })

  test('a program that is missing or may not be run: the reason of the program that would have run it', async () => {
    expect(await stderrOf(`program(['no-such-server'])`)).toMatch(
      /^the server exited with code 127\. Its last lines:\nsh: .*no-such-server: not found\n/,
    )
    const file = join(folder, 'server')
    writeFileSync(file, '', { mode: 0o644 })
    expect(await stderrOf(`program([${JSON.stringify(file)}])`)).toMatch(
      /^the server exited with code 126\. Its last lines:\nsh: .*Permission denied\n/,
    )
    expect(await stderrOf(`run(${JSON.stringify(file)}, [])`)).toMatch(
      /EACCES[^]*→ .*permissions of the file/,
    )
  })

  test('its cgroup is gone: the program does not run outside of it', async () => {
    const outcome = await stderrOf(`program(['true'], { cgroup: '/sys/fs/cgroup/no-such-group' })`).catch(
      messageOf,
    )
    expect(outcome).toMatch(/^the server exited with code [12]\. Its last lines:\nsh: .*no-such-group/)
  })
})
