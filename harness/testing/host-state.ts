/** For tests: reads the state of the host that a run must not change, as text that can be compared. */
import { readdirSync } from 'node:fs'
import { tryRun } from '../system/command.ts'
import { runIdOf } from '../system/run-names.ts'

/** Kernel settings that change by themselves: counters, random numbers, and values that the kernel tunes. */
const MOVING =
  /^(fs\.(dentry-state|file-nr|inode-nr|inode-state)|fs\.quota\.syncs|kernel\.(ns_last_pid|pty\.nr|random\..*|perf_event_max_sample_rate)|net\.netfilter\.nf_conntrack_count) /

/** Removes packet counts and times from the output of iptables and nft, since these change with the host's own traffic. */
export const withoutCounts = (saved: string): string =>
  saved
    .replaceAll(/\[\d+:\d+\]/g, '')
    .replaceAll(/counter packets \d+ bytes \d+/g, 'counter')
    .replaceAll(/^#.*\n?/gm, '')

const COMMANDS = {
  'iptables (nft)': ['iptables-nft-save'],
  'iptables (legacy)': ['iptables-legacy-save'],
  'ip6tables (nft)': ['ip6tables-nft-save'],
  'ip6tables (legacy)': ['ip6tables-legacy-save'],
  nftables: ['nft', 'list', 'ruleset'],
  routes: ['ip', 'route', 'show', 'table', 'all'],
  rules: ['ip', 'rule'],
  links: ['ip', '-oneline', 'link'],
  addresses: ['ip', '-oneline', 'address'],
  'traffic control': ['tc', 'qdisc', 'show'],
  'BPF at the network': ['bpftool', 'net'],
  mounts: ['cat', '/proc/self/mounts'],
} satisfies Record<string, [string, ...string[]]>

/** The state by name. A part whose program is not installed is empty, which is reported on stderr. */
export async function hostState(): Promise<Record<string, string>> {
  const state: Record<string, string> = {}
  for (const [name, [file, ...args]] of Object.entries<[string, ...string[]]>(COMMANDS)) {
    const text = await tryRun(file, args)
    if (text === null) process.stderr.write(`not compared, because ${file} is missing: ${name}\n`)
    state[name] = withoutOtherRuns(withoutCounts(text ?? ''))
  }
  const settings = (await tryRun('sysctl', ['-a'])) ?? ''
  state['settings'] = settings
    .split('\n')
    .filter((line) => !MOVING.test(line))
    .join('\n')
  state['namespaces'] = readdirSync('/run/netns')
    .filter((name) => runIdOf(name) === null)
    .toSorted()
    .join('\n')
  return state
}

/** Names of our BPF programs. Programs of other software come and go on a busy host. */
const OURS = new Set(['connect4', 'sendmsg4', 'recvmsg4', 'getpeername4', 'from_pod', 'to_pod'])

/** How many of our BPF programs the kernel holds. null when bpftool is not installed, which is reported on stderr. */
export async function bpfPrograms(): Promise<number | null> {
  const text = await tryRun('bpftool', ['--json', 'prog', 'show'])
  if (text === null) {
    process.stderr.write('not counted, because bpftool is missing: BPF programs\n')
    return null
  }
  return (JSON.parse(text) as { name?: string }[]).filter(({ name }) => OURS.has(name ?? '')).length
}

/** Removes mounts of network namespaces of all runs. Tests look for those of their own run by name. */
const withoutOtherRuns = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes('/run/netns/hopbench-'))
    .join('\n')
