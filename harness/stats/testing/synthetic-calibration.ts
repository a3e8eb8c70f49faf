/** A run on network namespaces and one on clusters of the same host, with known truth: for tests of calibration. */
import type { RunRecord } from '../../results/record.ts'
import { analyze } from '../analyze.ts'
import { syntheticRun, type SyntheticArm, type SyntheticOptions } from './synthetic-run.ts'

/** What emulates each real datapath of the synthetic cluster. */
const MODELLED_BY: Record<string, string> = {
  direct: 'direct',
  'kube-proxy-iptables': 'kube-proxy-iptables',
  'istio-sidecar': 'sidecar',
  cilium: 'ebpf',
}

/**
 * Real Istio adds 10 % more than its emulation (1800 µs a page, 1960 µs of CPU, 585 µs of transport a hop), Cilium is far from ours: it
 * saves half as much transport. The plain network takes twice the transport.
 */
const REAL_ARMS: SyntheticArm[] = [
  { name: 'direct', role: 'baseline', p50Us: 1000, transportUs: 34 },
  { name: 'direct-again', role: 'twin', datapath: 'direct', p50Us: 1000, transportUs: 34 },
  { name: 'kube-proxy-iptables', p50Us: 1025, transportUs: 25, appCpuUs: 565, capacityPerSecond: 2300 },
  {
    name: 'istio-sidecar',
    p50Us: 1000 + 1.1 * 1800,
    transportUs: 25 + 1.1 * 585,
    appCpuUs: 600,
    proxyCpuUs: 1.1 * 1960 - 60,
    proxies: 4,
    proxyBytes: 160e6,
    capacityPerSecond: 540,
  },
  { name: 'direct-cilium', datapath: 'direct', within: 'cilium', p50Us: 1010, transportUs: 34 },
  { name: 'cilium', p50Us: 1400, transportUs: 19.5, appCpuUs: 700, capacityPerSecond: 2000 },
  { name: 'linkerd', p50Us: 2000, proxyCpuUs: 800, proxies: 4, proxyBytes: 20e6 },
]

/** The two runs, each with its analysis; options are those of both. */
export function syntheticCalibration(options: Partial<SyntheticOptions> = {}) {
  const judged = ({ run, journal, evidence, samplesOf }: ReturnType<typeof syntheticRun>) => ({
    run,
    journal,
    evidence,
    analysis: analyze(run, journal, evidence, samplesOf),
  })
  const model = syntheticRun({ seed: 'model', ...options })
  const real = syntheticRun({ seed: 'real', arms: REAL_ARMS, ...options })
  Object.assign(model.run, { id: '2030-01-01T00-00-00-0001', provider: 'netns' } satisfies Partial<RunRecord>)
  Object.assign(real.run, { id: '2030-01-02T00-00-00-0002', provider: 'kind' } satisfies Partial<RunRecord>)
  real.run.startedAt = '2030-01-02T00:00:00.000Z'
  for (const datapath of real.run.datapaths) datapath.modelledBy = MODELLED_BY[datapath.name] ?? null
  return { model: judged(model), real: judged(real) }
}
