/**
 * The worked example of the method page, computed once more from the lines of the journal, with arithmetic of this file alone: what the
 * page shows, and what the program decides, is what anybody can compute from the records.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './pages.ts'
import { studyRun } from './studies/study-run.ts'
import { workedExample } from './worked-example.ts'

const [ARM, BASELINE] = ['ebpf', 'kube-proxy-iptables']

/** What is read of a line of the journal. */
interface Line {
  kind: string
  arm: string
  load: string
  bringUp: number
  round: number
  status?: string
  perturbedBy?: string | null
  latency?: { serviceUs: { p50: number } } | null
  reading?: { transportPerHop?: { mean: number } }
}
interface Plan {
  loads: { name: string }[]
  arms: { name: string; role: string }[]
  comparisons: unknown[]
}

const textOf = (file: string): string => readFileSync(join(ROOT, 'results', 'sample', file), 'utf8')
const plan = JSON.parse(textOf('plan.json')) as Plan
const load = plan.loads[0]!.name
const lines = textOf('journal.jsonl')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Line)
const nameOf = (role: string): string => plan.arms.find((arm) => arm.role === role)!.name

type Clock = 'hop' | 'user'

/** The figure of each window of an arm that counts, by round: transport of a hop by the hop clock, p50 of a page by the user's. */
function windowsOf(arm: string, clock: Clock): Map<number, { bringUp: number; us: number }> {
  const own = lines.filter((line) => line.arm === arm && line.load === load)
  const readings = new Map(
    own.filter(({ kind }) => kind === 'hops').map(({ round, reading }) => [round, reading!]),
  )
  const windows = new Map<number, { bringUp: number; us: number }>()
  for (const { kind, status, perturbedBy, round, bringUp, latency } of own) {
    if (kind !== 'trial' || status !== 'completed' || perturbedBy) continue
    const us = clock === 'user' ? latency?.serviceUs.p50 : readings.get(round)?.transportPerHop?.mean
    if (us !== undefined) windows.set(round, { bringUp, us })
  }
  return windows
}

const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Means of both arms in each bring-up, over the rounds that both have. */
function meansOf(arm: string, other: string, clock: Clock): [own: number, other: number][] {
  const [own, against] = [windowsOf(arm, clock), windowsOf(other, clock)]
  const rounds = [...own.keys()].filter((round) => against.has(round)).sort((a, b) => a - b)
  const bringUps = new Set(rounds.map((round) => own.get(round)!.bringUp))
  return [...bringUps].map((bringUp) => {
    const its = rounds.filter((round) => own.get(round)!.bringUp === bringUp)
    return [own, against].map((windows) => meanOf(its.map((round) => windows.get(round)!.us))) as [
      number,
      number,
    ]
  })
}

/** Area under cos^power from 0 to an angle, by Simpson's rule. */
function areaUnderCosine(power: number, to: number): number {
  const [steps, height] = [2000, (angle: number) => Math.cos(angle) ** power]
  const width = to / steps
  let sum = height(0) + height(to)
  for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * height(step * width)
  return (sum * width) / 3
}

/** The limit of Student's t: with t = √ν tan θ, its density is that of cos^(ν − 1) θ. */
function studentLimit(confidence: number, freedom: number): number {
  const all = areaUnderCosine(freedom - 1, Math.PI / 2)
  let [low, high] = [0, Math.PI / 2]
  for (let step = 0; step < 60; step++) {
    const angle = (low + high) / 2
    if (areaUnderCosine(freedom - 1, angle) < confidence * all) low = angle
    else high = angle
  }
  return Math.sqrt(freedom) * Math.tan(low)
}

function intervalOf(differences: number[], confidence: number) {
  const [n, middle] = [differences.length, meanOf(differences)]
  const squares = differences.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  const error = Math.sqrt(squares / (n - 1) / n)
  const t = studentLimit(confidence, n - 1)
  return { n, middle, error, t, half: t * error, low: middle - t * error, high: middle + t * error }
}

/** Both clocks have a comparison of each pair, and all of them share an error of 5 %. */
const family = 2 * plan.comparisons.length
const confidence = 1 - 0.05 / family

function exampleBy(clock: Clock) {
  const means = meansOf(ARM, BASELINE, clock)
  const interval = intervalOf(
    means.map(([own, other]) => own - other),
    confidence,
  )
  const ofTwin = meansOf(nameOf('twin'), nameOf('baseline'), clock)
  const twin = intervalOf(
    ofTwin.map(([own, other]) => own - other),
    0.95,
  )
  const direct = windowsOf(nameOf('baseline'), clock)
  const byBringUp = Map.groupBy(direct.values(), ({ bringUp }) => bringUp)
  const level = meanOf([...byBringUp.values()].map((windows) => meanOf(windows.map(({ us }) => us))))
  const margin = clock === 'hop' ? 5 : 0.05 * level
  const noise = clock === 'hop' ? noiseOfHops(twin, ofTwin, means) : fartherEnd(twin)
  return { means, interval, twin, margin, noise, bar: clock === 'hop' ? noise : Math.max(margin, noise) }
}

const fartherEnd = ({ low, high }: { low: number; high: number }): number =>
  Math.max(Math.abs(low), Math.abs(high))

/** By the hop clock: none where the same arm twice may be equal; else its farther end, more for arms that take longer than the baseline. */
function noiseOfHops(
  twin: { low: number; high: number },
  ofTwin: [number, number][],
  means: [number, number][],
): number {
  if (twin.low <= 0 && twin.high >= 0) return 0
  const levels = [0, 1].map((side) => meanOf(means.map((pair) => pair[side]!)))
  const level = meanOf(ofTwin.map(([, baseline]) => baseline))
  return fartherEnd(twin) * Math.max(1, Math.sqrt(meanOf(levels.map((one) => one ** 2))) / level)
}

/** The rule as the page words it. */
function verdictOf(clock: Clock): string {
  const { interval, margin, noise, bar } = exampleBy(clock)
  if (interval.low > bar) return 'higher'
  if (interval.high < -bar) return 'lower'
  return fartherEnd(interval) <= margin && noise <= margin ? 'equivalent' : 'not resolved'
}

const study = studyRun('results/sample')

/** The cells of the rows of the example as the page has it (`generated.test.ts` compares the two), by their first cell. */
const cells = new Map(
  workedExample(study)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, first, ...others]) => [first!, others]),
)
/** The numbers in a cell of the row, in order. */
const numbersIn = (row: string, column: number): number[] =>
  [...cells.get(row)![column]!.matchAll(/−?\d+(?:\.\d+)?/g)].map(([text]) => Number(text.replace('−', '-')))

test('each bring-up of the worked example has the means of its windows, and their difference', () => {
  const { means } = exampleBy('hop')
  const rows = [...cells.keys()].filter((first) => /^\d+$/.test(first))
  expect(rows.length).toBe(means.length)
  for (const [index, row] of rows.entries()) {
    const [own, other] = means[index]!
    expect(meanOf(numbersIn(row, 0))).toBeCloseTo(own, 1)
    expect(meanOf(numbersIn(row, 2))).toBeCloseTo(other, 1)
    expect([1, 3, 4].map((column) => numbersIn(row, column)[0]!.toFixed(2))).toEqual(
      [own, other, own - other].map((us) => us.toFixed(2)),
    )
  }
})

describe.each<[Clock, metric: string, column: number, digits: number]>([
  ['hop', 'transport', 0, 2],
  ['user', 'p50', 1, 0],
])('by the %s clock, the worked example', (clock, metric, column, digits) => {
  const { interval, twin, margin, bar } = exampleBy(clock)
  const shown = (row: string, at = 0): string => numbersIn(row, column)[at]!.toFixed(digits)

  test('shows what plain arithmetic makes of the records', () => {
    expect(numbersIn('bring-ups, n', column)).toEqual([interval.n])
    expect(shown('mean of the differences')).toBe(interval.middle.toFixed(digits))
    expect(shown('standard error: their standard deviation ÷ √n')).toBe(interval.error.toFixed(digits))
    expect(numbersIn('comparisons that share the error of 5 %: pairs × clocks', column)).toEqual([family])
    expect(numbersIn('confidence of each', column)[0]).toBeCloseTo(confidence * 100, 2)
    expect(numbersIn('t for n − 1 degrees of freedom', column)[0]).toBeCloseTo(interval.t, 2)
    expect(shown('half of the interval: t × standard error')).toBe(interval.half.toFixed(digits))
    expect(shown('interval')).toBe(interval.low.toFixed(digits))
    expect(shown('interval', 1)).toBe(interval.high.toFixed(digits))
    expect(shown('same arm twice, at 95 %')).toBe(twin.low.toFixed(digits))
    expect(shown('same arm twice, at 95 %', 1)).toBe(twin.high.toFixed(digits))
    expect(shown('margin')).toBe(margin.toFixed(digits))
    expect(shown('a direction has to clear')).toBe(bar.toFixed(digits))
    expect(cells.get('verdict')![column]).toBe(`_${verdictOf(clock)}_`)
  })

  test('is what the program decides', () => {
    const found = study.analysis.comparisons.find(
      (one) => one.arm === ARM && one.baseline === BASELINE && one.metric === metric && one.load === load,
    )!
    expect(found.difference.middle).toBeCloseTo(interval.middle, 9)
    expect(found.difference.interval!.low).toBeCloseTo(interval.low, 6)
    expect(found.difference.interval!.high).toBeCloseTo(interval.high, 6)
    expect(found.margin).toBeCloseTo(margin, 9)
    expect(found.verdict).toBe(verdictOf(clock))
  })
})
