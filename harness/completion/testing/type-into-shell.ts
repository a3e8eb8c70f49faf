/** Types into a real, interactive shell on a terminal of its own, as a user does, and gives what the line then holds. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
export function lineAfter({ shell, folder, before, line }: Typing): string {
  const home = mkdtempSync(join(tmpdir(), 'hopbench-shell-'))
  try {
    const setup = join(home, 'setup')
    writeFileSync(setup, before)
    const typed = [`. ${setup}\n`, line, `${CONTROL_A}echo ${MARK} \n`, 'exit\n']
    // Each is typed when the shell has had time to show that it waits.
    const keys = typed.map((text) => `printf %s ${quoted(text)}; sleep 1`).join('; ')
    const output = execFileSync(
      'sh',
      ['-c', `{ sleep 1; ${keys}; } | script -qc '${START[shell]}' /dev/null`],
      {
        ...{ cwd: folder, encoding: 'utf8', timeout: 20_000 },
        // zsh takes the keys of vi where the editor's name says so.
        env: {
          ...process.env,
          ...{ TERM: 'dumb', HOME: home, ZDOTDIR: home, XDG_CONFIG_HOME: home },
          EDITOR: 'emacs',
          VISUAL: 'emacs',
        },
      },
    )
    const shown = [...output.matchAll(new RegExp(`^${MARK} (.*)`, 'gm'))].at(-1)?.[1]
    if (shown === undefined) throw new Error(`${shell} printed no line:\n${output}`)
    return shown.trim()
  } finally {
    rmSync(home, { recursive: true })
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
