/** Types into a real, interactive shell on a terminal of its own, as a user does, and gives what the line then holds. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Shell } from '../../cli/command-line.ts'

/** Starts each shell without the user's own settings. */
const START: Record<Shell, string> = {
  bash: 'bash --norc --noprofile -i',
  zsh: 'zsh -f -i',
  fish: 'fish --no-config -i',
}

/** `script` of util-linux gives a program a terminal. */
export const canTypeInto = (shell: Shell): boolean =>
  process.platform === 'linux' &&
  [shell, 'script'].every(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined,
  )

const MARK = 'THE-LINE'
/** To the beginning of the line: the same key in all three. */
const CONTROL_A = '\u0001'

export interface Typing {
  shell: Shell
  /** Where the shell begins. It has no package.json: a line that is run by mistake then does nothing. */
  folder: string
  /** What is run before: the script to source, and other things that a user's shell may have. */
  before: string
  /** What is typed; "\t" is TAB. */
  line: string
}

/** The line after TAB, without blanks at its end. @throws where the shell did not get as far */
export async function lineAfter({ shell, folder, before, line }: Typing): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'hopbench-shell-'))
  const setup = join(home, 'setup')
  writeFileSync(setup, before)
  const terminal = spawn('script', ['-qc', START[shell], '/dev/null'], {
    cwd: folder,
    // zsh takes the keys of vi where the editor's name says so.
    env: {
      ...process.env,
      ...{ TERM: 'dumb', HOME: home, ZDOTDIR: home, XDG_CONFIG_HOME: home, EDITOR: 'emacs', VISUAL: 'emacs' },
    },
  })
  let output = ''
  let last = performance.now()
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    last = performance.now()
  })
  try {
    for (const keys of ['', `. ${setup}\n`, line, `${CONTROL_A}echo ${MARK} \n`]) {
      const shown = output.length
      terminal.stdin.write(keys)
      await until(() => output.length > shown && performance.now() - last > QUIET_MS)
    }
    await until(() => shownLine(output) !== undefined)
    return shownLine(output)!.trim()
  } catch {
    throw new Error(`${shell} printed no line:\n${output}`)
  } finally {
    // By itself, so that it writes nothing into its home afterwards.
    terminal.stdin.end('exit\n')
    await until(() => terminal.exitCode !== null).catch(() => terminal.kill('SIGKILL'))
    rmSync(home, { recursive: true, force: true })
  }
}

/** A shell that has shown nothing new for so long waits for keys. */
const QUIET_MS = 300
const PATIENCE_MS = 20_000

const shownLine = (output: string): string | undefined =>
  [...output.matchAll(new RegExp(`^${MARK} (.*)`, 'gm'))].at(-1)?.[1]

/** @throws where it does not come true */
async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!isSo()) {
    if (performance.now() > end) throw new Error('waited too long')
    await setTimeout(20)
  }
}
