/** A throw-away clone of hopbench, in which versions can be made that are slower than they should be. */
import { cpSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from './slower-version.ts'
import { start } from '../system/command.ts'
import { CHECKOUT, git } from '../versions/git.ts'

const AUTHOR = ['-c', 'user.name=hopbench', '-c', 'user.email=hopbench@example.org']

export interface GateOutcome {
  exitCode: number | undefined
  stdout: string
  stderr: string
}

export interface RunningGate {
  pid: number
  /** What it has printed so far. */
  printed: { stdout: string; stderr: string }
  outcome: Promise<GateOutcome>
}

export interface Clone {
  folder: string
  /** Makes a commit in which each text of a file is replaced, on a branch of this name; the checkout stays where it is. */
  branch(name: string, changes: readonly Change[]): Promise<void>
  /** Runs `gate` of the clone to its end. */
  gate(...args: string[]): Promise<GateOutcome>
  /** Starts it without waiting for its end. */
  startGate(args: readonly string[], env?: Record<string, string>): RunningGate
}

/** Clones the commit that is checked out into `folder`, with the packages and the compiled BPF programs of the checkout. */
export async function cloneHopbench(folder: string): Promise<Clone> {
  await git(CHECKOUT, 'clone', '--quiet', CHECKOUT, folder)
  writeFileSync(join(folder, '.git', 'info', 'exclude'), 'node_modules\nout\n')
  symlinkSync(realpathSync(join(CHECKOUT, 'node_modules')), join(folder, 'node_modules'))
  cpSync(join(CHECKOUT, 'bpf', '.output'), join(folder, 'bpf', '.output'), {
    recursive: true,
    preserveTimestamps: true,
  })
  return {
    folder,
    async branch(name, changes) {
      for (const { file, text, becomes } of changes) {
        const path = join(folder, file)
        const written = readFileSync(path, 'utf8')
        if (!written.includes(text)) throw new Error(`${file} does not contain ${text}`)
        writeFileSync(path, written.replace(text, becomes))
      }
      await git(folder, 'checkout', '--quiet', '-b', name)
      await git(folder, ...AUTHOR, 'commit', '--quiet', '--all', '-m', name)
      await git(folder, 'checkout', '--quiet', '-')
    },
    gate: (...args) => startGate(folder, args).outcome,
    startGate: (args, env) => startGate(folder, args, env),
  }
}

function startGate(folder: string, args: readonly string[], env: Record<string, string> = {}): RunningGate {
  const main = join(folder, 'harness', 'main.ts')
  const inherited = ['PATH', 'HOME', 'HOPBENCH_ENVOY'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const child = start(process.execPath, [main, 'gate', ...args], {
    stdin: 'ignore',
    env: { ...Object.fromEntries(inherited), INIT_CWD: folder, ...env },
  })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
  return { pid: child.pid!, printed, outcome: child.then(({ exitCode }) => ({ exitCode, ...printed })) }
}
