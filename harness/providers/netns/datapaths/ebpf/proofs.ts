/** Proofs of the eBPF datapath that are not counts: what is attached, what is refused, what observers are told. */
import { SERVICE_PORT, type NodeSite, type Probes, type Proof } from '../../datapath.ts'
import { proveServiceAddresses } from '../kube-proxy/index.ts'
import { readCounters } from '../../bpf/counters.ts'
import type { Loader } from '../../bpf/loader.ts'
import { identityOf, mayCall } from './tables.ts'

export async function prove(site: NodeSite, loader: Loader, probes: Probes): Promise<Proof[]> {
  return [
    await proveAttached(loader),
    ...(await proveServiceAddresses(site, probes)),
    ...(await proveUnknownUntouched(site, loader, probes)),
    ...(await provePolicy(site, loader, probes)),
  ]
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
    expected: { text: `${String(count)} programs` },
    observed: { text: missing.length === 0 ? `${String(count)} programs` : `missing: ${missing.join(', ')}` },
    holds: missing.length === 0,
    source: `BPF_PROG_QUERY of the cgroup and of each veth (${mode})`,
  }
}

/** A port no service has, as `proveServiceAddresses` asks for. */
const UNKNOWN_PORT = 81

async function proveUnknownUntouched(site: NodeSite, loader: Loader, probes: Probes): Promise<Proof[]> {
  const [service] = site.services
  if (!service) return []
  const counter = `to-stack.${service.pod.name}`
  const before = await readCounters(loader)
  const outcome = await probes.http(service.pod.name, service.vip, UNKNOWN_PORT)
  const packets = ((await readCounters(loader))[counter] ?? 0) - (before[counter] ?? 0)
  return [
    {
      kind: 'state',
      subject: { pod: service.pod.name },
      claim: 'a connection to an address and port that is no service is left as it is',
      where: `cgroup hook connect4, pod ${service.pod.name}`,
      expected: { text: 'at least 1 packet given to the stack of the node' },
      observed: { text: `${String(packets)} packets, ${outcome}` },
      holds: packets >= 1,
      source: `BPF map counters, ${counter}`,
    },
  ]
}

/** A pair of services of which the policy lets the first call the second, or does not; null where there is none. */
function pairThat(site: NodeSite, allowed: boolean) {
  for (const from of site.services)
    for (const to of site.services)
      if (from !== to && mayCall(site, from.name, to.name) === allowed) return { from, to }
  return null
}

async function provePolicy(site: NodeSite, loader: Loader, probes: Probes): Promise<Proof[]> {
  if (!site.topology.policy) return []
  const proofs: Proof[] = []
  const forbidden = pairThat(site, false)
  const allowed = pairThat(site, true)
  for (const pair of [forbidden, allowed]) {
    if (!pair) continue
    const { from, to } = pair
    const counter = `dropped.policy.${to.name}`
    const before = await readCounters(loader)
    const outcome = await probes.http(from.pod.name, `${to.name}.${to.namespace}`, SERVICE_PORT)
    const dropped = ((await readCounters(loader))[counter] ?? 0) - (before[counter] ?? 0)
    const refuse = pair === forbidden
    proofs.push({
      kind: 'refusal',
      subject: { from: from.name, to: to.name },
      claim: `${from.name} ${refuse ? 'may not' : 'may'} call ${to.name}`,
      where: `policy of ${to.name}, at the veth of ${from.name}`,
      expected: {
        text: refuse ? 'timeout, at least 1 packet dropped by policy' : '200, 0 packets dropped by policy',
      },
      observed: { text: `${outcome}, ${String(dropped)} packets dropped by policy` },
      holds: refuse ? outcome === 'timeout' && dropped >= 1 : outcome === '200' && dropped === 0,
      source: `probe from inside the pod; BPF map counters, ${counter}`,
    })
    if (site.arm.flowEvents) proofs.push(await proveVerdictSeen(site, loader, pair, refuse))
  }
  return proofs
}

type Pair = NonNullable<ReturnType<typeof pairThat>>

async function proveVerdictSeen(
  site: NodeSite,
  loader: Loader,
  { from, to }: Pair,
  refuse: boolean,
): Promise<Proof> {
  const { flows } = await loader.ask('flows')
  const events = flows
    .filter(
      ({ source, destination }) =>
        source === identityOf(site, from.pod) && destination === identityOf(site, to.pod),
    )
    .filter(({ verdict, reason }) => (refuse ? reason === 'policy' : verdict === 'allowed'))
    .reduce((sum, flow) => sum + flow.events, 0)
  return {
    kind: 'state',
    subject: { from: from.name, to: to.name },
    claim: `an observer sees that ${from.name} was ${refuse ? 'refused by' : 'let through to'} ${to.name}`,
    where: 'ring buffer of flow events',
    expected: { text: 'at least 1 event' },
    observed: { text: `${String(events)} events` },
    holds: events >= 1,
    source: 'flow events, as the loader read them',
  }
}
