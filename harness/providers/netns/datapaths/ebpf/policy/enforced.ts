/** What the maps of the kernel say of policies, and how soon a change of them is in force. */
import type { Loader } from '../../../bpf/loader.ts'
import type { EnforcedInDatapath, NodeSite } from '../../../datapath.ts'
import type { Enforcement } from './enforcement.ts'
import { allowedByMaps } from './judge-maps.ts'
import { provePolicyInForce } from './prove-in-force.ts'

export const enforcedByMaps = (
  site: NodeSite,
  loader: Loader,
  enforcement: Enforcement,
): EnforcedInDatapath => ({
  compiledFrom: 'BPF maps rules and endpoints, as the kernel has them',
  async compiled() {
    const maps = await loader.ask('policies')
    return ({ from, to, protocol, port }) => {
      if (from.kind !== 'pod' || to.kind !== 'pod' || port === null) return null
      if (protocol !== 'TCP' && protocol !== 'UDP') return null
      const connection = { from: from.pod, to: to.pod, port, protocol: protocol === 'TCP' ? 'tcp' : 'udp' } as const
      return allowedByMaps(maps, connection) ? 'allowed' : 'denied'
    }
  },
  async inForce() {
    const [proof] = await provePolicyInForce(site, loader, enforcement)
    if (proof === undefined) return { notMeasured: 'no pod may call another one' }
    const { observed, source } = proof
    return 'count' in observed ? { afterMs: observed.count, how: source } : { notMeasured: observed.text }
  },
})
