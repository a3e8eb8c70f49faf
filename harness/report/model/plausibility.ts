/** Whether figures are of the size others have published: a check of the instrument, not a result. */
import { measured } from '../../results/measured.ts'
import type { ReportInput } from '../report-input.ts'
import { bytes } from './format.ts'
import type { Views } from './views.ts'

/** Istio's performance page (1.24): one sidecar at 1000 requests/s with 1 KB payloads; with istio.stats, on other machines. */
const ISTIO_PUBLISHED = { cpuPer1000: 0.2, memoryMegabytes: 60 }
/** The caller's proxy and the callee's. */
const PROXIES_PER_CALL = 2

/** A sentence for each arm that emulates Istio's sidecars, beside what Istio publishes; and what all arms take together. */
export function plausibilityWords({ arms }: Views, { run, analysis }: ReportInput): string[] {
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
      `${arm.label}: a proxy takes ${cpu.toFixed(2)} CPU-s for 1000 requests and ${bytes(bytesPerPod)}; Istio publishes ${ISTIO_PUBLISHED.cpuPer1000.toFixed(2)} and ${ISTIO_PUBLISHED.memoryMegabytes} MB (1.24, other machines${record.fidelity.level === 'emulated' ? ', more statistics' : ''})`,
    ]
  })
  const memory = summaries.flatMap((summary) => measured(summary.memory)?.totalBytes ?? [])
  const together = memory.reduce((sum, armBytes) => sum + armBytes, 0)
  return [
    ...sidecars,
    ...(memory.length === 0
      ? []
      : [
          `${memory.length} arms up at once take ${bytes(together)} without their clients${summaries.some(({ controlPlane }) => controlPlane !== null) ? ' and control planes' : ''}`,
        ]),
  ]
}
