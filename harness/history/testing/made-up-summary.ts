/** Summaries of made-up runs: the facts are those of the sample, the figures are drawn with a seed. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom, type SeededRandom } from '../../numbers/seeded-random.ts'
import { readRunRecord } from '../../results/read-run.ts'
import { factsOf, type RunFacts } from '../../results/run-facts.ts'
import type { Estimate } from '../../stats/interval.ts'
import { definitionOf, type Metric } from '../../stats/metrics.ts'
import { tInterval } from '../../stats/t-interval.ts'
import type { Summary } from '../summary.ts'

const SAMPLE = join(import.meta.dirname, '../../../results/sample')
export const SAMPLE_FACTS = factsOf(readRunRecord(SAMPLE))

const DAY_MS = 86_400_000
const FIRST = Date.UTC(2024, 0, 1, 2)
const BRING_UPS = 6
const METRICS_MADE_UP: Metric[] = ['p50', 'transport', 'cpu', 'p99']

/** What the baseline takes in each metric. */
const LEVELS: Partial<Record<Metric, number>> = { p50: 1300, transport: 19, cpu: 1.5, p99: 4700 }

export interface MadeUp {
  /** Nights since the first. */
  night: number
  change?: (facts: RunFacts) => RunFacts
  /** How many times the cost of what it is compared with an arm takes. */
  multiple?: (arm: string, metric: Metric) => number
}

export const nightId = (night: number): string =>
  `${new Date(FIRST + night * DAY_MS).toISOString().slice(0, 19).replaceAll(':', '-')}-${night.toString(16).padStart(4, '0')}`

export function madeUpSummary({ night, change = (facts) => facts, multiple = () => 1.5 }: MadeUp): Summary {
  const startedAt = new Date(FIRST + night * DAY_MS).toISOString()
  const finishedAt = new Date(FIRST + night * DAY_MS + 600_000).toISOString()
  const run = change({ ...SAMPLE_FACTS, id: nightId(night), startedAt, finishedAt, methodVersion: 1 })
  const random = seededRandom(`night ${night}`)
  const baseline = run.arms.find(({ role }) => role === 'baseline')!.name
  const treatments = run.arms.filter(({ role }) => role === 'treatment')
  return {
    schemaVersion: 2,
    run,
    headline: `Night ${night} cost as much as the others.`,
    machine: 'machine quiet',
    noise: run.loads.map(({ name }) => ({ load: name, verdict: 'quiet' as const })),
    comparisons: run.loads.flatMap(({ name: load }) =>
      treatments.flatMap(({ name: arm, against }) =>
        METRICS_MADE_UP.map((metric) => {
          const level = LEVELS[metric]!
          const ratio = around(multiple(arm, metric), random)
          const difference = {
            ...ratio,
            middle: (ratio.middle - 1) * level,
            values: ratio.values.map((value) => (value - 1) * level),
          }
          return {
            ...{ arm, baseline: against, load, metric, unit: definitionOf(metric).unit },
            ...{ difference: withInterval(difference.values), ratio, perHop: null },
            ...{ verdict: 'higher' as const, reason: null },
          }
        }),
      ),
    ),
    arms: run.loads.flatMap(({ name: load }) => [
      {
        arm: baseline,
        load,
        levels: Object.fromEntries(
          METRICS_MADE_UP.map((metric) => [metric, around(LEVELS[metric]!, random)]),
        ),
      },
    ]),
  }
}

/** Bring-ups that differ by 2 %. */
const around = (level: number, random: SeededRandom): Estimate =>
  withInterval(Array.from({ length: BRING_UPS }, () => level * (1 + 0.02 * random.normal())))

const withInterval = (values: number[]): Estimate => ({
  middle: values.reduce((sum, value) => sum + value, 0) / values.length,
  interval: tInterval(values, 0.99),
  values,
})

/** Writes `<folder>/<name>/summary.json`. */
export function writeSummary(folder: string, name: string, content: unknown): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(
    join(folder, name, 'summary.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  )
}
