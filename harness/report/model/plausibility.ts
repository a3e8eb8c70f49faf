/** Compares figures with published ones: a check of the instrument, not a result. */
import { measured } from '../../results/measured.ts'
import type { ReportInput } from '../report-input.ts'
import { bytes } from './format.ts'
import type { Views } from './views.ts'

/** Istio's performance page for 1.24: one sidecar at 1000 requests/s with 1 KB payloads, with istio.stats, on other machines. */
const ISTIO_PUBLISHED = { cpuPer1000: 0.2, memoryMegabytes: 60 }
/** The proxy of the caller and the proxy of the callee. */
const PROXIES_PER_CALL = 2

/** A line for each arm that is or emulates Istio's sidecars, with the figures that Istio publishes; and a line with the memory of all arms together. */
export function plausibilityFacts({ arms }: Views, { run, analysis }: ReportInput): string[] {
  const load = run.loads[0]?.name
  const summaries = analysis.arms.filter((summary) => summary.load === load)
  const sidecars = arms.flatMap((arm) => {
    const record = run.arms.find(({ name }) => name === arm.name)
    const summary = summaries.find((candidate) => candidate.arm === arm.name)
    const parts = measured(summary?.cpuPer1000)
    const bytesPerPod = measured(measured(summary?.memory)?.proxyBytesPerPod)
    if (record?.fidelity.product?.name !== 'Istio' || !parts || bytesPerPod === null) return []
    const cpu = parts.proxy / (PROXIES_PER_CALL * run.scenario.callsPerPage)
    return [
      `${arm.label}: a proxy takes ${cpu.toFixed(2)} CPU-s for 1000 requests and ${bytes(bytesPerPod)}; Istio publishes ${ISTIO_PUBLISHED.cpuPer1000.toFixed(2)} CPU-s and ${ISTIO_PUBLISHED.memoryMegabytes} MB (Istio 1.24, on other machines${record.fidelity.level === 'emulated' ? ', with more statistics' : ''})`,
    ]
  })
  const memory = summaries.flatMap((summary) => measured(summary.memory)?.totalBytes ?? [])
  const together = memory.reduce((sum, armBytes) => sum + armBytes, 0)
  return [
    ...sidecars,
    ...(memory.length === 0
      ? []
      : [
          `${memory.length} arms, all up at once, take ${bytes(together)} of memory without their clients${summaries.some(({ controlPlane }) => controlPlane !== null) ? ' and control planes' : ''}`,
        ]),
  ]
}
