/** What hopbench needs of a machine: one list of named probes, for `doctor`, providers and tests. */
import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import { cgroup2Mount } from './cgroup2.ts'
import { chromiumPath } from './chromium.ts'
import { run, tryRun } from './command.ts'
import { envoyPath } from './envoy.ts'
import { armNetns, newRunId, runCgroup } from './run-names.ts'

interface Probe {
  title: string
  /** What cannot run without it. */
  without: string
  advice: string
  /** Tries it; creates nothing that stays. Throws with the reason when it is not there. */
  probe: () => Promise<unknown> | undefined
}

const SET_UP = '`sudo npm run bench` installs it'
const EVERYTHING = 'no datapath of the netns provider'

/** Programs a node of the netns provider is built with. */
const NODE_TOOLS = ['ip', 'tc', 'sysctl', 'nsenter', 'unshare', 'setpriv', 'mount'] as const

const PROBES = {
  linux: {
    title: 'Linux',
    without: EVERYTHING,
    advice: 'use a Linux machine or VM; `npm run report`, `npm run plan` and the unit tests work here',
    probe: () => {
      if (process.platform !== 'linux') throw new Error(`this is ${process.platform}`)
      return undefined
    },
  },
  root: {
    title: 'root',
    without: EVERYTHING,
    advice: 'run it as root, such as with sudo',
    probe: () => {
      if (process.getuid?.() !== 0) throw new Error(`this is uid ${String(process.getuid?.())}`)
      return undefined
    },
  },
  netns: {
    title: 'network namespaces',
    without: EVERYTHING,
    advice: 'run on a machine or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN',
    probe: probeNetns,
  },
  cgroup2: {
    title: 'cgroup2 with freezer',
    without: EVERYTHING,
    advice:
      'mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 none /sys/fs/cgroup/unified (kernel 5.14 or newer)',
    probe: probeCgroup2,
  },
  tools: {
    title: `node tools (${NODE_TOOLS.join(', ')})`,
    without: EVERYTHING,
    advice: SET_UP,
    probe: () => onPath(NODE_TOOLS),
  },
  dnsmasq: {
    title: 'dnsmasq',
    without: EVERYTHING,
    advice: SET_UP,
    probe: () => onPath(['dnsmasq']),
  },
  iptables: {
    title: 'iptables',
    without: 'kube-proxy-iptables, sidecar, sidecar-mtls',
    advice: SET_UP,
    probe: () => onPath(['iptables', 'iptables-save', 'iptables-restore']),
  },
  envoy: {
    title: 'Envoy',
    without: 'sidecar, sidecar-mtls',
    advice: `${SET_UP}; or name yours in HOPBENCH_ENVOY`,
    probe: () => run(envoyPath(), ['--version'], { timeoutMs: 10_000 }),
  },
  openssl: {
    title: 'openssl',
    without: 'sidecar-mtls',
    advice: SET_UP,
    probe: () => onPath(['openssl']),
  },
  tcpdump: {
    title: 'tcpdump',
    without: 'sidecar, sidecar-mtls (the proof of what can be read on the wire)',
    advice: SET_UP,
    probe: () => onPath(['tcpdump']),
  },
  bpf: {
    title: 'BPF',
    without: 'ebpf',
    advice:
      'clang, libbpf and make are installed by set-up; the kernel must allow BPF (5.18 or newer, CAP_BPF)',
    probe: probeBpf,
  },
  chromium: {
    title: 'Chromium',
    without: 'tests of the report in a browser',
    advice:
      'install chromium (Ubuntu has a snap only: google-chrome-stable does too), or name yours in HOPBENCH_CHROMIUM',
    probe: () => run(chromiumPath(), ['--version'], { timeoutMs: 10_000 }),
  },
} satisfies Record<string, Probe>

export type NeedName = keyof typeof PROBES

/** A need of this machine: `problem` is null where it is met. */
export interface Need {
  name: NeedName
  title: string
  problem: string | null
  without: string
  advice: string
}

export const NEED_NAMES = Object.keys(PROBES) as NeedName[]

/** Probes the needs named (all by default), each on its own. */
export function probeNeeds(names: readonly NeedName[] = NEED_NAMES): Promise<Need[]> {
  return Promise.all(
    names.map(async (name) => {
      const { title, without, advice, probe }: Probe = PROBES[name]
      const need = { name, title, without, advice }
      try {
        await probe()
        return { ...need, problem: null }
      } catch (error) {
        // The first line: what follows it is a command's advice, and this list has its own.
        return { ...need, problem: messageOf(error).split('\n')[0] ?? '' }
      }
    }),
  )
}

async function onPath(files: readonly string[]): Promise<void> {
  const found = await Promise.all(files.map((file) => tryRun('sh', ['-c', `command -v ${file}`])))
  const missing = files.filter((_, n) => found[n] === null)
  if (missing.length > 0) throw new Error(`not on the PATH: ${missing.join(', ')}`)
}

async function probeNetns(): Promise<void> {
  const netns = armNetns(newRunId(new Date()), 'probe')
  await run('ip', ['netns', 'add', netns])
  await run('ip', ['netns', 'del', netns])
}

function probeCgroup2(): undefined {
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

/** Loads a program: the kernel's settings and rights decide, no version number does. */
async function probeBpf(): Promise<void> {
  const loader = new URL('../../bpf/.output/loader', import.meta.url).pathname
  if (!existsSync(loader)) throw new Error('the BPF programs are not built (make -C bpf)')
  await run(loader, ['--probe'])
}
