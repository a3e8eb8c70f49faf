/** Where an arm's flows come from on a cluster: the product's own source, as its mesh.yaml names it. */
import type { FlowSource, NoFlowSource } from '../../../arm/observe-pages.ts'
import { tryRun } from '../../../system/command.ts'
import { conntrackSource } from '../../shared/conntrack/flow-source.ts'
import { execSource } from './exec-source.ts'
import type { FlowSite } from './flow-site.ts'
import { logSource } from './log-source.ts'
import { assertSamePods } from '../workload/workload-pods.ts'
import { trackedNodes } from './tracked-nodes.ts'

/**
 * The source of an arm's flows; null where the datapath keeps none.
 * @param isOn whether the arm has the source on while it is measured, too
 */
export async function flowSourceOf(site: FlowSite, isOn: boolean): Promise<FlowSource | NoFlowSource | null> {
  const { flows } = site.datapath
  if (!flows) return null
  const { from } = flows
  const { nodes } = site
  // Nodes are entered, and what all arms share is changed, only in clusters that the run made.
  if (nodes === null && 'log' in from && from.log.component !== undefined)
    return { nothing: `${flows.source} is that of your whole cluster, and hopbench does not switch it on` }
  if ('log' in from) return ofSamePods(site, logSource(site, flows, from.log, isOn))
  if ('exec' in from) return execSource(site, flows, from.exec)
  if (nodes === null)
    return { nothing: 'hopbench does not enter the nodes of your cluster, whose kernel could tell' }
  const version = await tryRun('conntrack', ['--version'])
  return ofSamePods(
    site,
    conntrackSource(version, () => trackedNodes(site, nodes), { arm: site.arm, cleanup: site.cleanup }),
  )
}

/** Of a source that knows addresses only: another pod may get the address of one that has gone, so pods that changed leave flows unknown. */
const ofSamePods = ({ api, names, pods }: FlowSite, source: FlowSource): FlowSource => ({
  ...source,
  async begin() {
    const end = await source.begin()
    return async (from) => {
      const seen = await end(from)
      await assertSamePods(api, names, pods)
      return seen
    }
  },
})
