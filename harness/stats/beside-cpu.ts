/** What the kernel did for one page besides running tasks. These figures help to explain CPU and are never ranked. */
import { isNotMeasured } from '../results/measured.ts'
import type { CpuWindow, NotMeasured, Reading } from '../results/record.ts'
import type { BesideCpu } from './analysis.ts'
import { medianReading } from './median-reading.ts'
import { median } from '../numbers/quantile.ts'
import type { CompletedTrial } from './used-rounds.ts'

/** Medians over the trials that count. A reading that one trial lacks is missing in the result. */
export function besideCpu(trials: readonly CompletedTrial[]): BesideCpu | NotMeasured {
  const windows: { cpu: CpuWindow; pages: number }[] = []
  for (const { cpu, ledger } of trials) {
    if (isNotMeasured(cpu)) return cpu
    windows.push({ cpu, pages: ledger.completed })
  }
  if (windows.length === 0) return { notMeasured: 'none of its trials counts' }
  const middle = (read: (window: (typeof windows)[number]) => Reading): Reading =>
    medianReading(windows.map(read))
  return {
    contextSwitchesPerPage: middle(({ cpu, pages }) => over(cpu.contextSwitches, pages)),
    softirqsPerPage: median(windows.map(({ cpu, pages }) => sum(Object.values(cpu.softirqs)) / pages)),
    pressureShare: middle(({ cpu }) => over(cpu.pressureSomeUs, cpu.wallUs)),
  }
}

const over = (reading: Reading, divisor: number): Reading =>
  typeof reading === 'number' ? reading / divisor : reading

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
