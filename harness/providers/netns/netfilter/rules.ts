/** Installs kube-proxy's rules in a node's namespace and reads their counters. Nodes with sidecars have these rules too. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Reading } from '../../../results/record.ts'
import { setSysctls } from '../../../system/network-namespace.ts'
import { POD_CIDR } from '../node/addresses.ts'
import type { NodeSite } from '../datapath.ts'
import { chooseBackend, iptablesIn, type Backend } from './backend.ts'
import { endpointChain } from './chain-names.ts'
import { parseRuleCounters } from './counters.ts'
import { renderRuleset, type ServicePort } from './ruleset.ts'
import { calledPorts, portsInRuleOrder } from './service-ports.ts'
import { measureTableMemory, TABLE_MEMORY_SOURCE } from './table-memory.ts'

export interface InstalledRules {
  backend: Backend
  settings: Record<string, string>
  /** Connections translated to each called service, by `translatedTo`, and `MASQUERADED`. */
  readCounters(): Promise<Record<string, number>>
  kernelMemory: { bytes: Reading; source: string }
}

/** The command that reads the counters, as named in evidence. */
export const COUNTER_SOURCE = 'iptables-save --counters, table nat'
/** Counter of connections whose source address was replaced. */
export const MASQUERADED = 'masqueraded'
/** Counter of connections translated to an endpoint of a service port such as `shop/orders:http`. */
export const translatedTo = (servicePort: string): string => `translated to ${servicePort}`

/** Kernel settings that kube-proxy makes at its start, as far as they belong to a network namespace. */
const KERNEL_SETTINGS = [
  'net.ipv4.conf.all.route_localnet=1',
  'net.netfilter.nf_conntrack_tcp_timeout_established=86400',
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait=3600',
]
/** A larger file of rules is stored compressed: 10,000 services are 6 MB of text. */
const LARGEST_PLAIN_FILE = 1_000_000

/**
 * Loads the rules for all services, DNS and filler services of the node. Nothing needs to be undone: the rules vanish with the
 * namespace.
 * @throws BenchError with the output of iptables when it fails.
 */
export async function installKubeProxy(site: NodeSite, backend?: Backend): Promise<InstalledRules> {
  const iptables = iptablesIn(site.netns, backend ?? (await chooseBackend(site)), site.runtimeDir)
  const called = calledPorts(site)
  const inOrder = portsInRuleOrder(site)
  const ruleset = renderRuleset(inOrder, POD_CIDR)
  await keep(join(site.configDir, 'kube-proxy.rules'), ruleset)
  const startedAt = performance.now()
  const bytes = await measureTableMemory(() => iptables.restore(ruleset))
  const loadSeconds = (performance.now() - startedAt) / 1000
  await setSysctls(site.netns, KERNEL_SETTINGS)
  return {
    backend: iptables.backend,
    settings: {
      'iptables backend': await site.onceARun(`version of iptables-${iptables.backend}`, () =>
        iptables.version(),
      ),
      'service rules': `${inOrder.length} in KUBE-SERVICES, loaded in ${loadSeconds.toFixed(1)} s`,
      'rule of a called service': positions(called, inOrder),
      'connection tracking': `on, at most ${await conntrackMax()} connections`,
    },
    readCounters: async () => countersOf(called, await iptables.save('nat')),
    kernelMemory: { bytes, source: TABLE_MEMORY_SOURCE },
  }
}

/** Counters by service, from the text of iptables-save. A missing rule has no counter, rather than a counter of 0. */
export function countersOf(called: readonly ServicePort[], saved: string): Record<string, number> {
  const rules = parseRuleCounters(saved)
  const translated = new Map(
    rules.filter(({ target }) => target === 'DNAT').map(({ chain, packets }) => [chain, packets]),
  )
  const counters: Record<string, number> = {}
  for (const { name, protocol, endpoints } of called)
    for (const endpoint of endpoints) {
      const packets = translated.get(endpointChain(name, protocol, endpoint))
      if (packets !== undefined) counters[translatedTo(name)] = (counters[translatedTo(name)] ?? 0) + packets
    }
  const masquerade = rules.find(({ target }) => target === 'MASQUERADE')
  if (masquerade) counters[MASQUERADED] = masquerade.packets
  return counters
}

function positions(called: readonly ServicePort[], inOrder: readonly ServicePort[]): string {
  const numbers = new Map(inOrder.map(({ name }, index) => [name, index + 1]))
  const found = called.map(({ name }) => numbers.get(name) ?? NaN)
  return `number ${Math.min(...found)} to ${Math.max(...found)} of ${inOrder.length}, evenly spread`
}

const keep = (path: string, text: string): Promise<void> =>
  text.length > LARGEST_PLAIN_FILE ? writeFile(`${path}.gz`, gzipSync(text)) : writeFile(path, text)

const conntrackMax = async (): Promise<string> =>
  (
    await readFile('/proc/sys/net/netfilter/nf_conntrack_max', 'utf8').catch(() => 'an unknown number of')
  ).trim()
