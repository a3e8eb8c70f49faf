/** Proofs of the eBPF datapath that do not compare counters: attached programs, refused calls, flow events. */
import { judgeCompiled } from '../../../../policy/judge-compiled.ts'
import { readCounters } from '../../bpf/counters.ts'
import type { Loader } from '../../bpf/loader.ts'
import { DNS_PORT, type NodeSite, type Probes, type Proof } from '../../datapath.ts'
import { proveServiceAddresses, UNKNOWN_PORT } from '../../proofs/service-addresses.ts'
import type { Enforcement } from './policy/enforcement.ts'
import { provePolicyInForce } from './policy/prove-in-force.ts'
import { provePolicy } from './policy/prove-policy.ts'

export async function prove(
  site: NodeSite,
  loader: Loader,
  enforcement: Enforcement,
  probes: Probes,
): Promise<Proof[]> {
  return [
    await proveAttached(loader),
    ...(await proveServiceAddresses(askersOfNames(site, enforcement), probes)),
    ...(await proveUnknownUntouched(site, loader, probes)),
    ...(await provePolicy(site, loader, enforcement, probes)),
    // Last, because it changes the policy for a moment.
    ...(await provePolicyInForce(site, loader, enforcement)),
  ]
}

/** The node with those services only that may ask for names: policies may keep some from it. */
function askersOfNames(site: NodeSite, enforcement: Enforcement): NodeSite {
  const policy = enforcement.inForce()
  const mayAsk = (pod: string): boolean =>
    policy === null ||
    judgeCompiled(policy, {
      from: { kind: 'pod', pod },
      to: { kind: 'pod', pod: site.dns.pod.name },
      protocol: 'UDP',
      port: DNS_PORT,
    }).refusedBy === null
  return { ...site, services: site.services.filter(({ name }) => mayAsk(name)) }
}

async function proveAttached(loader: Loader): Promise<Proof> {
  const { attached, mode } = await loader.ask('attached')
  const missing = Object.keys(attached).filter((program) => !attached[program])
  const count = Object.keys(attached).length
  return {
    kind: 'state',
    subject: {},
    claim: 'every program is attached',
    where: missing.length === 0 ? 'cgroup hooks and veths' : missing.join(', '),
    expected: { text: `${count} programs` },
    observed: { text: missing.length === 0 ? `${count} programs` : `missing: ${missing.join(', ')}` },
    holds: missing.length === 0,
    source: `BPF_PROG_QUERY of the cgroup and of each veth (${mode})`,
  }
}

/** Where a packet to an address of the world is counted at its sender. */
const UNTRANSLATED = ['to-stack', 'dropped.egress-default', 'dropped.egress-denied']

async function proveUnknownUntouched(site: NodeSite, loader: Loader, probes: Probes): Promise<Proof[]> {
  const [service] = site.services
  if (!service) return []
  // Nothing is known of such an address but that it is in the world, which an egress policy may not allow.
  const counters = UNTRANSLATED.map((counter) => `${counter}.${service.pod.name}`)
  const counted = async () => {
    const now = await readCounters(loader)
    return counters.reduce((sum, counter) => sum + (now[counter] ?? NaN), 0)
  }
  const before = await counted()
  const outcome = await probes.http(service.pod.name, service.vip, UNKNOWN_PORT)
  const packets = (await counted()) - before
  return [
    {
      kind: 'state',
      subject: { pod: service.pod.name },
      claim: 'a connection to an address and port that is no service is left as it is',
      where: `cgroup hook connect4, pod ${service.pod.name}`,
      expected: { text: 'at least 1 packet given to the stack of the node, or refused as one to the world' },
      observed: { text: `${packets} packets, ${outcome}` },
      holds: packets >= 1,
      source: `BPF map counters, ${counters.join(' + ')}`,
    },
  ]
}
