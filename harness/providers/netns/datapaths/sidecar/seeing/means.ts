/** How sidecars make their traffic visible: what each arm has besides its proxies for it. */
import type { Unit } from '../../../../../arm/arm.ts'
import type { SeenSoFar } from '../../../../../arm/seen.ts'
import type { CounterClaim, NodeSite } from '../../../datapath.ts'
import type { Message } from '../../../envoy/config/message.ts'
import type { EnvoyOfPod } from '../../../envoy/envoy.ts'
import type { Pod } from '../../../node/pod.ts'
import { accessLog } from './access-log.ts'
import { scrapedMetrics } from './scraped-metrics.ts'
import { spans } from './spans.ts'

export interface SeeingMeans {
  /** What the arm's settings say of it. */
  setting: string
  /** The configuration of a pod's proxy with what it takes. @param directory the proxy's own folder */
  configure(config: Message, pod: Pod, directory: string): Message
  /** Further arguments of every Envoy. */
  envoyArgs: string[]
  /** Called once all proxies are ready. */
  begin(sidecars: readonly EnvoyOfPod[]): Promise<void>
  units: Unit[]
  processes: { pid: number; role: 'agent' }[]
  claims: CounterClaim[]
  /** Counters of the claims, once what is under way has arrived. */
  readCounters(): Promise<Record<string, number>>
  seen(): Promise<SeenSoFar>
  work?(): Promise<void>
  rest?(): Promise<void>
  assertAlive: () => void
}

/** What the arm's option asks for; null for an arm that makes nothing visible. @param pods that have a proxy */
export async function meansOf(site: NodeSite, pods: readonly Pod[]): Promise<SeeingMeans | null> {
  switch (site.arm.seeing) {
    case 'requests':
      return accessLog(pods)
    case 'metrics':
      return scrapedMetrics(site, pods)
    case 'tracing':
      return spans(site, pods)
    case 'nothing':
    case 'connections':
    case undefined:
      return null
  }
}
