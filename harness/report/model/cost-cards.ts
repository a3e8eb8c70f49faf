/** One card for each treatment arm: what it costs, with what it buys beside it. */
import { measured } from '../../results/measured.ts'
import type { Verdict } from '../../stats/analysis.ts'
import type { ReportInput } from '../report-input.ts'
import type { ArmView } from './arm-view.ts'
import { cpuSeconds, factor, interval, microseconds, signedBytes, signedMicroseconds } from './format.ts'
import { absence, againstWords, type LoadView } from './load-view.ts'

export interface CostCard {
  title: string
  colour: string
  /** "ours, emulated". */
  fidelity: string
  /** What its cost is against, where that is not the baseline. */
  against: string | null
  /** Why there are no figures; everything below is then empty. */
  absent: string | null
  addedPerHop: string
  range: string
  verdict: Verdict | null
  facts: { name: string; value: string; more: string }[]
  capabilities: ArmView['capabilities']
}

/** Cards in the scenario's order. */
export const costCards = (view: LoadView, input: ReportInput): CostCard[] =>
  view.treatments.map((arm) => {
    const comparison = view.comparison(arm, 'p50')
    const perHop = comparison?.verdict === 'withheld' ? null : (comparison?.perHop ?? null)
    return {
      title: arm.title,
      colour: arm.colour,
      fidelity: arm.fidelity,
      against: againstWords(view, arm),
      absent: absence(view, arm, input),
      addedPerHop: perHop ? signedMicroseconds(perHop.median) : comparison ? 'withheld' : 'not measured',
      range: perHop ? interval(perHop.interval, microseconds) : '',
      verdict: comparison?.verdict ?? null,
      facts: [...connectFact(view, arm), cpuFact(view, arm), memoryFact(view, arm)],
      capabilities: arm.capabilities,
    }
  })

/** Where each call opens a connection, its cost stands beside that of the page. */
function connectFact(view: LoadView, arm: ArmView): CostCard['facts'] {
  if (view.load.connection !== 'per-request') return []
  const name = 'to open a connection'
  const connect = view.comparison(arm, 'connect')
  if (!connect || connect.verdict === 'withheld')
    return [{ name, value: connect?.verdict ?? 'not measured', more: '' }]
  const { median, interval: range } = connect.difference
  return [
    {
      name,
      value: `${signedMicroseconds(median)} µs ${interval(range, microseconds)}`,
      more: connect.verdict,
    },
  ]
}

function cpuFact(view: LoadView, arm: ArmView): CostCard['facts'][number] {
  const name = 'CPU per 1000 pages'
  const own = measured(view.summary(arm)?.cpuPer1000)
  if (!own) return { name, value: 'not measured', more: '' }
  const cpu = view.comparison(arm, 'cpu')
  if (cpu?.verdict === 'withheld') return { name, value: 'withheld', more: '' }
  const more = !cpu
    ? ''
    : cpu.verdict === 'higher' || cpu.verdict === 'lower'
      ? cpu.ratio
        ? factor(cpu.ratio.median)
        : cpu.verdict
      : cpu.verdict
  return { name, value: `${cpuSeconds(own.compared)} s`, more }
}

function memoryFact(view: LoadView, arm: ArmView): CostCard['facts'][number] {
  const memory = measured(view.summary(arm)?.memory)
  const perPod = measured(memory?.proxyBytesPerPod)
  if (!memory || perPod === null) return { name: 'memory per pod', value: 'not measured', more: '' }
  if (perPod > 0) return { name: 'memory per pod', value: signedBytes(perPod), more: 'proxy' }
  // Without a proxy nothing is added in a pod; tables and maps are there once a node.
  const { kernelBytes } = memory
  return typeof kernelBytes === 'number'
    ? { name: 'memory per node', value: signedBytes(kernelBytes), more: 'no proxies' }
    : { name: 'memory per node', value: 'not measured', more: 'no proxies' }
}
