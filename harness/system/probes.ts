/** The probes of needs.ts. Each probe throws the reason when its need is not met, and leaves nothing behind. */
import { accessSync, constants, existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { bpfFile } from './bpf-files.ts'
import { cgroup2Mount } from './cgroup2.ts'
import { run } from './command.ts'
import { envoyPath, PROXY_ID } from './envoy.ts'
import { armNetns, newRunId, runCgroup } from './run-names.ts'

/** Looks for programs by name on the PATH. @throws Error that lists the missing programs */
export function probePrograms(names: readonly string[]): void {
  const missing = names.filter((name) => findProgram(name) === null)
  if (missing.length > 0) throw new Error(`not on the PATH: ${missing.join(', ')}`)
}

/** Path of a program on the PATH, or null. */
export function findProgram(name: string): string | null {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(directory, name), constants.X_OK)
      return join(directory, name)
    } catch {
      continue
    }
  }
  return null
}

export async function probeNetns(): Promise<void> {
  const netns = armNetns(newRunId(new Date()), 'probe')
  await run('ip', ['netns', 'add', netns])
  await run('ip', ['netns', 'del', netns])
}

export function probeCgroup2(): void {
  const mount = cgroup2Mount()
  if (!mount) throw new Error('not mounted')
  const directory = runCgroup(mount, newRunId(new Date()))
  mkdirSync(directory)
  const missing = ['cgroup.freeze', 'cgroup.kill', 'cpu.stat'].filter(
    (file) => !existsSync(join(directory, file)),
  )
  rmdirSync(directory)
  if (missing.length > 0) throw new Error(`this kernel's has no ${missing.join(', ')}`)
}

/** Loads the programs of the datapath, since this depends on the kernel's settings and on rights, not only on a version. */
export async function probeBpf(): Promise<void> {
  const loader = bpfFile('loader')
  if (!existsSync(loader)) throw new Error('the BPF programs are not built (make -C bpf)')
  await run(loader, ['--probe', bpfFile('datapath.bpf.o')])
}

/** Loads the programs of the hop clock, which ask more of the kernel than the datapath's in some places and less in others. */
export async function probeHopClock(): Promise<void> {
  const loader = bpfFile('hopclock-loader')
  if (!existsSync(loader)) throw new Error('the BPF programs are not built (make -C bpf)')
  await run(loader, ['--probe', bpfFile('hopclock.bpf.o')])
}

/** Runs Envoy as its later user: a folder that is closed to others may hide from this user what root may run. */
export async function probeEnvoy(): Promise<void> {
  const asProxy = ['--reuid', `${PROXY_ID}`, '--regid', `${PROXY_ID}`, '--clear-groups', '--']
  const version = [envoyPath(), '--version']
  const [program, ...args] = process.getuid?.() === 0 ? ['setpriv', ...asProxy, ...version] : version
  await run(program!, args, { timeoutMs: 10_000 })
}
