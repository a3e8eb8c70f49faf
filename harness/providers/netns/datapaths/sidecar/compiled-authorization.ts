/** What the RBAC filters say that running Envoys have, read back from their admin interface. */
import { callOf } from '../../../../policy/evaluate/authorization-rule.ts'
import type { RbacRules } from '../../../../policy/envoy-rbac.ts'
import { allowedByRbac } from '../../../../policy/judge-rbac.ts'
import { identityOf } from '../../../../policy/world.ts'
import { adminGet } from '../../envoy/admin.ts'
import type { EnvoyOfPod } from '../../envoy/envoy.ts'
import type { EnforcedInDatapath, NodeSite } from '../../datapath.ts'
import { worldOfSite } from '../../policy/world-of-site.ts'

type Typed<More> = { name: string; typed_config?: More & { rules?: RbacRules } }
interface FilterChain {
  name?: string
  filters?: Typed<{ http_filters?: Typed<object>[] }>[]
}
interface ConfigDump {
  configs: {
    static_listeners?: { listener: { name: string; filter_chains?: FilterChain[] } }[]
  }[]
}

const HTTP_RBAC = 'envoy.filters.http.rbac'
const NETWORK_RBAC = 'envoy.filters.network.rbac'

/** @param sidecars those that run now */
export const enforcedBySidecars = (
  site: NodeSite,
  sidecars: () => readonly EnvoyOfPod[],
): EnforcedInDatapath => ({
  compiledFrom: 'RBAC filters of virtualInbound in /config_dump of every Envoy',
  async compiled() {
    const chains = new Map(
      await Promise.all(
        sidecars().map(async ({ pod, adminSocket }) => [pod.name, await inboundChains(adminSocket)] as const),
      ),
    )
    const world = worldOfSite(site, { mutualTls: 'strict' })
    return (attempt) => {
      const [from, to] = [identityOf(world, attempt.from), identityOf(world, attempt.to)]
      const filters = to.kind === 'pod' ? filtersAt(chains.get(to.name), attempt.port) : null
      if (to.kind !== 'pod' || filters === null) return null
      const call = callOf(world, from, to.pod, attempt, true)
      return allowedByRbac(filters, call) ? 'allowed' : 'denied'
    }
  },
  inForce: () =>
    Promise.resolve({ notMeasured: 'the rules are part of the configuration that the proxies start with' }),
})

async function inboundChains(adminSocket: string): Promise<FilterChain[]> {
  const { body } = await adminGet(adminSocket, '/config_dump')
  const { configs } = JSON.parse(body) as ConfigDump
  const listeners = configs.flatMap(({ static_listeners: list = [] }) => list)
  return listeners.find(({ listener }) => listener.name === 'virtualInbound')?.listener.filter_chains ?? []
}

/** The rules of the filter chain of a port, in order; null for a port that has no chain of its own. */
function filtersAt(chains: FilterChain[] | undefined, port: number | null): RbacRules[] | null {
  const chain = chains?.find(({ name }) => name === `0.0.0.0_${port}`)
  if (!chain?.filters) return null
  return chain.filters.flatMap(({ name, typed_config: typed }) =>
    name === NETWORK_RBAC
      ? [typed!.rules!]
      : (typed?.http_filters ?? [])
          .filter((filter) => filter.name === HTTP_RBAC)
          .map((filter) => filter.typed_config!.rules!),
  )
}
