/** What hopbench needs from a machine: a list of named probes for `doctor`, providers and tests. */
import { messageOf } from '../errors.ts'
import { ACTIONLINT_MODULE, probeActionlint } from './actionlint.ts'
import { chromiumPath } from './chromium.ts'
import { run } from './command.ts'
import { PROXY_ID } from './envoy.ts'
import { findContainerEngine } from './container-engine.ts'
import { probeBpf, probeCgroup2, probeEnvoy, probeHopClock, probeNetns, probePrograms } from './probes.ts'
import { probePostgres } from './postgres.ts'
import { KIND_VERSION, probeHelm, probeKind } from './cluster-tools.ts'

interface Probe {
  title: string
  /** What cannot run without this need, except datapaths, which list their needs themselves. */
  without?: string
  advice: string
  /** Need that must be met before this one can be probed. */
  after?: 'linux' | 'root'
  probe: () => unknown
}

const SET_UP = '`sudo npm run bench` installs it'

/** Programs with which the netns provider makes a node. */
const NODE_TOOLS = ['ip', 'tc', 'sysctl', 'nsenter', 'unshare', 'setpriv', 'mount'] as const

const PROBES = {
  linux: {
    title: 'Linux',
    advice: 'use a Linux machine or VM; `npm run report`, `npm run plan` and the unit tests work here',
    probe: () => {
      if (process.platform !== 'linux') throw new Error(`this is ${process.platform}`)
    },
  },
  root: {
    title: 'root',
    advice: 'run it as root, such as with sudo',
    probe: () => {
      if (process.getuid?.() !== 0) throw new Error(`this is uid ${process.getuid?.()}`)
    },
  },
  netns: {
    after: 'root',
    title: 'network namespaces',
    advice: 'run on a machine or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN',
    probe: probeNetns,
  },
  cgroup2: {
    after: 'root',
    title: 'cgroup2 with freezer',
    advice:
      'mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 none /sys/fs/cgroup/unified (kernel 5.14 or newer)',
    probe: probeCgroup2,
  },
  tools: {
    after: 'linux',
    title: `node tools (${NODE_TOOLS.join(', ')})`,
    advice: SET_UP,
    probe: () => probePrograms(NODE_TOOLS),
  },
  dnsmasq: {
    after: 'linux',
    title: 'dnsmasq',
    advice: SET_UP,
    probe: () => probePrograms(['dnsmasq']),
  },
  iptables: {
    after: 'linux',
    title: 'iptables',
    advice: SET_UP,
    probe: () => probePrograms(['iptables', 'iptables-save', 'iptables-restore']),
  },
  conntrack: {
    after: 'linux',
    title: 'conntrack',
    without: 'what kube-proxy’s node sees of calls; its flows are then unknown',
    advice: SET_UP,
    probe: () => probePrograms(['conntrack']),
  },
  envoy: {
    after: 'linux',
    title: 'Envoy',
    advice: `${SET_UP}; or give the path of your own in HOPBENCH_ENVOY; uid ${PROXY_ID} must be able to run it, so not below /root`,
    probe: probeEnvoy,
  },
  openssl: {
    title: 'openssl',
    advice: SET_UP,
    probe: () => probePrograms(['openssl']),
  },
  tcpdump: {
    after: 'linux',
    title: 'tcpdump',
    advice: SET_UP,
    probe: () => probePrograms(['tcpdump']),
  },
  postgres: {
    after: 'linux',
    title: 'PostgreSQL server',
    without: 'scenarios with a database on network namespaces',
    advice:
      '`sudo npm run bench -- --scenario two-apis-one-db` installs it; or install what Debian calls postgresql',
    probe: probePostgres,
  },
  bpf: {
    after: 'root',
    title: 'BPF',
    advice:
      '`sudo npm run bench` installs clang, libbpf and make, and builds the programs; the kernel must allow BPF (5.18 or newer, CAP_BPF)',
    probe: probeBpf,
  },
  hopClock: {
    after: 'root',
    title: 'hop clock (BPF)',
    without: 'the hop clock; a run then has only what its client measures',
    advice: '`sudo npm run bench` builds its programs; the kernel must allow BPF (5.18 or newer, CAP_BPF)',
    probe: probeHopClock,
  },
  engine: {
    title: 'container engine (Docker or Podman)',
    advice:
      'install Docker (Debian and Ubuntu: `sudo apt-get install docker.io`) or Podman, start it, and be root or in its group',
    probe: findContainerEngine,
  },
  kind: {
    title: 'kind, the cluster tool',
    advice: `\`go install sigs.k8s.io/kind@${KIND_VERSION}\`, or a binary of https://github.com/kubernetes-sigs/kind/releases on the PATH`,
    probe: probeKind,
  },
  helm: {
    title: 'Helm',
    advice:
      'a binary of https://github.com/helm/helm/releases on the PATH, or a package of https://helm.sh/docs/intro/install',
    probe: probeHelm,
  },
  hubble: {
    title: 'hubble, the command of Cilium',
    without: 'the test that other tools read our flows',
    advice: 'a binary of https://github.com/cilium/hubble/releases on the PATH',
    probe: () => probePrograms(['hubble']),
  },
  chromium: {
    title: 'Chromium',
    without: 'tests of the report in a browser',
    advice:
      'install chromium (on Ubuntu, which has only a snap, google-chrome-stable), or give the path of your own in HOPBENCH_CHROMIUM',
    probe: () => run(chromiumPath(), ['--version'], { timeoutMs: 10_000 }),
  },
  actionlint: {
    title: 'actionlint and shellcheck',
    without: 'tests of the workflows',
    advice: `\`sudo npm test\` installs both where there is Go; or \`go install ${ACTIONLINT_MODULE}\`, and shellcheck with your package manager`,
    probe: probeActionlint,
  },
} satisfies Record<string, Probe>

export type NeedName = keyof typeof PROBES

/** A need, probed on this machine. `problem` is null when the need is met. */
export interface Need {
  name: NeedName
  title: string
  problem: string | null
  /** A need that must be met before this one can be probed; its advice comes first. */
  blockedBy: NeedName | null
  /** What cannot run without this need, except datapaths. */
  without?: string
  advice: string
}

export const NEED_NAMES = Object.keys(PROBES) as NeedName[]

/** Probes these needs (by default all), independently of each other. */
export function probeNeeds(names: readonly NeedName[] = NEED_NAMES): Promise<Need[]> {
  return Promise.all(names.map(probeNeed))
}

async function probeNeed(name: NeedName): Promise<Need> {
  const { after, probe, ...described }: Probe = PROBES[name]
  const need = { name, ...described, blockedBy: null }
  if (after && process.platform !== 'linux')
    return { ...need, problem: 'exists on Linux only', blockedBy: 'linux' }
  if (after === 'root' && process.getuid?.() !== 0)
    return { ...need, problem: 'only root can check this', blockedBy: 'root' }
  try {
    await probe()
    return { ...need, problem: null }
  } catch (error) {
    return { ...need, problem: reasonOf(error) }
  }
}

/** A command's failure with the first line of its output. */
const reasonOf = (error: unknown): string => messageOf(error).split('\n').slice(0, 2).join(': ')
