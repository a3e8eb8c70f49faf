/** How sidecars make their traffic visible: what each arm has besides its proxies for it. */
import type { Unit } from '../../../../../arm/arm.ts'
import type { SeenSoFar } from '../../../../../arm/seen.ts'
import type { CounterClaim } from '../../../datapath.ts'
import type { Message } from '../../../envoy/config/message.ts'
import type { EnvoyOfPod } from '../../../envoy/envoy.ts'
import type { Pod } from '../../../node/pod.ts'

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
