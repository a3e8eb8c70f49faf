/** Records of one synthetic window: latencies of a log-logistic law, CPU whose parts are known beforehand. */
import type { CpuWindow, Latency, Memory, PercentilesUs } from '../../results/record.ts'
import type { SeededRandom } from '../../numbers/seeded-random.ts'
import { RAW_COLUMNS } from '../../results/raw-samples.ts'
import { SYNTHETIC_HOST, SYNTHETIC_SCENARIO } from './synthetic-host.ts'

/** What the generator is told about an arm; figures are of one page. */
export interface SyntheticCost {
  /** True median over all rounds, before noise. */
  p50Us: number
  /** Shape of the log-logistic law: p90 = p50 × 9^shape, p99 = p50 × 99^shape. */
  shape: number
  connectUs: number
  lagUs: number
  appCpuUs: number
  proxyCpuUs: number
  proxies: number
  proxyBytes: number
  kernelBytes: number
  /** CPU of the mesh's and the cluster's own servers, load or not; 0 where there are none. */
  controlPlaneUsPerSecond: number
  controlPlaneBytes: number
  capacityPerSecond: number
  /** Share of the host that is busy at saturation, and the connections that it takes. */
  saturatedBusyShare: number
  saturatingConnections: number
  /** By the hop clock: between the sockets of two programs, and in a service; of one hop. */
  transportUs: number
  appUs: number
}

/** µs of CPU per page that do not depend on the datapath. */
export const PAGE_CPU_US = { client: 250, agent: 3, interrupts: 35 }
/** µs of CPU a second without load. */
export const IDLE_RATE = {
  appPerPod: 900,
  proxyPerPod: 2600,
  agent: 400,
  harness: 5000,
  foreign: 8000,
  interrupts: 6000,
}

/** Quantile of the log-logistic law: closed form, so that record and raw samples agree. */
export function logLogistic(p50: number, shape: number, share: number): number {
  return p50 * (share / (1 - share)) ** shape
}

function percentiles(p50: number, shape: number, sampleCount: number): PercentilesUs {
  const at = (share: number): number => logLogistic(p50, shape, share)
  return {
    p50,
    p90: at(0.9),
    p99: sampleCount >= 1000 ? at(0.99) : null,
    max: at(1 - 0.5 / sampleCount),
  }
}

/** Latency of a window whose median came out as `p50Us`. */
export function syntheticLatency(
  cost: SyntheticCost,
  p50Us: number,
  connectUs: number | null,
  sampleCount: number,
  rawFile: string,
): Latency {
  return {
    sampleCount,
    serviceUs: percentiles(p50Us, cost.shape, sampleCount),
    responseUs: percentiles(p50Us + 20, cost.shape, sampleCount),
    fromDueUs: percentiles(p50Us + 20 + cost.lagUs, cost.shape, sampleCount),
    lagUs: percentiles(cost.lagUs, 0.2, sampleCount),
    connectUs: connectUs === null ? null : percentiles(connectUs, 0.2, sampleCount),
    rawFile,
  }
}

/** Raw samples as the paced client writes them. */
export function syntheticSamples(
  cost: SyntheticCost,
  p50Us: number,
  pages: number,
  wallUs: number,
  random: SeededRandom,
): Float64Array {
  const samples = new Float64Array(pages * RAW_COLUMNS.length)
  const shares = random.shuffled(Array.from({ length: pages }, (_, page) => (page + 0.5) / pages))
  shares.forEach((share, page) => {
    const due = (page * wallUs * 1000) / pages
    const released = due + logLogistic(cost.lagUs, 0.2, random.next() * 0.998 + 0.001) * 1000
    const written = released + 20_000
    const done = written + logLogistic(p50Us, cost.shape, share) * 1000
    samples.set([due, released, written, done, page], page * RAW_COLUMNS.length)
  })
  return samples
}

/** CPU of a window in which `pages` pages were served; `factor` is the noise on all that pages cost. */
export function syntheticCpu(
  cost: SyntheticCost,
  pages: number,
  wallUs: number,
  factor: number,
  allTasksMeasured: boolean,
): CpuWindow {
  const seconds = wallUs / 1e6
  const services = Object.keys(SYNTHETIC_SCENARIO.services)
  const clientUs = pages * PAGE_CPU_US.client * factor
  const appUs = pages * cost.appCpuUs * factor + services.length * IDLE_RATE.appPerPod * seconds
  const proxyUs = pages * cost.proxyCpuUs * factor + cost.proxies * IDLE_RATE.proxyPerPod * seconds
  const agentUs = pages * PAGE_CPU_US.agent * factor + IDLE_RATE.agent * seconds
  const harnessUs = IDLE_RATE.harness * seconds
  const controlPlaneUs = cost.controlPlaneUsPerSecond * seconds
  const ours = clientUs + appUs + proxyUs + agentUs + controlPlaneUs + harnessUs
  const allTasksUs = ours + IDLE_RATE.foreign * seconds
  const busyUs = allTasksUs + pages * PAGE_CPU_US.interrupts * factor + IDLE_RATE.interrupts * seconds
  const { cores } = SYNTHETIC_HOST
  const proxied = ['client', ...services].slice(0, cost.proxies)
  const units: CpuWindow['units'] = [
    { pod: 'client', role: 'client', us: clientUs },
    { pod: 'node', role: 'agent', us: agentUs },
    ...(controlPlaneUs > 0
      ? [{ pod: 'kube-apiserver', role: 'control-plane' as const, us: controlPlaneUs }]
      : []),
    ...services.map((pod) => ({ pod, role: 'app' as const, us: appUs / services.length })),
    ...proxied.map((pod) => ({ pod, role: 'proxy' as const, us: proxyUs / cost.proxies })),
  ]
  return {
    wallUs,
    cores,
    idleUs: cores * wallUs - busyUs,
    stealUs: 0,
    allTasksUs: allTasksMeasured ? allTasksUs : { notMeasured: 'no cpuacct controller on this host' },
    clientUs,
    appUs,
    proxyUs,
    agentUs,
    controlPlaneUs,
    harnessUs,
    otherArmsUs: 0,
    units,
    contextSwitches: Math.round(pages * (30 + 8 * cost.proxies)),
    softirqs: { NET_RX: pages * 12, TIMER: Math.round(seconds * 250) },
    throttledPeriods: 0,
    pressureSomeUs: Math.round(busyUs * 0.05),
  }
}

export function syntheticMemory(cost: SyntheticCost): Memory {
  return {
    clientBytes: 52e6,
    appBytes: 63e6,
    proxyBytes: cost.proxyBytes,
    agentBytes: 2e6,
    controlPlaneBytes: cost.controlPlaneBytes,
    method: 'smaps',
    kernelBytes: cost.kernelBytes,
    kernelSource: 'synthetic',
  }
}
