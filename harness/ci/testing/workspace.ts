/**
 * For tests: a checkout of hopbench as a CI machine has it, with a remote of its own, in which scripts of steps run. Its files are links
 * to this repository; its history is made up.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from '../../docs/pages.ts'
import { start } from '../../system/command.ts'

/** What is not linked: what scripts write to. */
const ITS_OWN = ['.git', '.github', 'results', 'reports']

/** A call of npm: its arguments, and which variables of a step it got. */
export interface NpmCall {
  args: string[]
  requires: string
  stepSummary: string
}

export interface ScriptEnded {
  exitCode: number | undefined
  stdout: string
  stderr: string
  /** Empty where npm is the real one. */
  npm: NpmCall[]
}

export interface Workspace extends Disposable {
  folder: string
  /** The bare repository that is `origin`. */
  remote: string
  /** Commits: where a branch left main, the tip of main, the tip of the branch. */
  commits: { base: string; main: string; head: string }
  git: (...args: string[]) => string
  /** Runs a script as a step does, with npm and sudo that only tell how they were called. */
  recorded: (script: string, environment?: Record<string, string>) => Promise<ScriptEnded>
  /** Runs a script with the real npm. */
  really: (script: string, environment?: Record<string, string>) => Promise<ScriptEnded>
}

/** The run that a workspace has: that of the sample, under the name of a run. */
export const RUN = '2026-01-02T03-04-05-7f3c'

export function makeWorkspace(): Workspace {
  const around = mkdtempSync(join(tmpdir(), 'hopbench-ci-'))
  const [folder, remote, shims] = ['checkout', 'origin.git', 'shims'].map((name) => join(around, name)) as [
    string,
    string,
    string,
  ]
  for (const made of [folder, shims]) mkdirSync(made)
  const git = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=somebody', '-c', 'user.email=somebody@localhost', ...args],
      { cwd: folder, encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  git('init', '--quiet', '--bare', remote)
  git('init', '--quiet', '--initial-branch', 'main')
  git('remote', 'add', 'origin', remote)
  const commit = (message: string): string => {
    git('commit', '--quiet', '--allow-empty', '--message', message)
    return git('rev-parse', 'HEAD')
  }
  const base = commit('What both have')
  git('switch', '--quiet', '--create', 'change')
  const head = commit('A change')
  git('switch', '--quiet', 'main')
  const main = commit('What main has since')
  git('push', '--quiet', 'origin', 'main')

  for (const name of readdirSync(ROOT).filter((entry) => !ITS_OWN.includes(entry)))
    symlinkSync(join(ROOT, name), join(folder, name))
  for (const kind of ['results', 'reports']) {
    mkdirSync(join(folder, kind))
    for (const sample of ['sample', 'sample-kind'])
      symlinkSync(join(ROOT, kind, sample), join(folder, kind, sample))
    cpSync(join(ROOT, kind, 'sample'), join(folder, kind, RUN), { recursive: true })
  }

  const calls = join(around, 'npm-calls')
  writeShims(shims, calls)
  const running = async (
    script: string,
    environment: Record<string, string>,
    first: string[],
  ): Promise<ScriptEnded> => {
    writeFileSync(calls, '')
    const path = [...first, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
    const bash = ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script]
    const child = start('env', ['--chdir', folder, ...bash], {
      stdin: 'ignore',
      env: { PATH: path, HOME: around, ...environment },
    })
    const printed = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
    const { exitCode } = await child
    return { exitCode, ...printed, npm: npmCalls(readFileSync(calls, 'utf8')) }
  }
  return {
    ...{ folder, remote, git },
    commits: { base, main, head },
    recorded: (script, environment = {}) => running(script, environment, [shims]),
    really: (script, environment = {}) => running(script, environment, []),
    [Symbol.dispose]: () => rmSync(around, { recursive: true }),
  }
}

/** Signs that no argument has, between fields and between calls. */
const [FIELD, CALL] = ['\u001f', '\u001e']

/** sudo passes on only the variables that it is told to, as the real one does. */
function writeShims(folder: string, calls: string): void {
  const shims = {
    npm: `printf '%s\\037' "\${HOPBENCH_REQUIRE:-}" "\${GITHUB_STEP_SUMMARY:-}" "$@" >>'${calls}'; printf '\\036' >>'${calls}'`,
    sudo: `kept=()
while [[ $1 == -* ]]; do
  [[ $1 == --preserve-env=* ]] || { echo "sudo: $1 is not known here" >&2; exit 1; }
  for name in $(tr , ' ' <<<"\${1#*=}"); do [ -z "\${!name+set}" ] || kept+=("$name=\${!name}"); done
  shift
done
exec env -i PATH="$PATH" HOME="$HOME" "\${kept[@]}" "$@"`,
  }
  for (const [name, script] of Object.entries(shims))
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 })
}

const npmCalls = (text: string): NpmCall[] =>
  text
    .split(CALL)
    .slice(0, -1)
    .map((call) => {
      const [requires = '', stepSummary = '', ...args] = call.split(FIELD).slice(0, -1)
      return { args, requires, stepSummary }
    })
