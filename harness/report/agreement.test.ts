/**
 * No two numbers of one thing disagree: every CPU and latency figure of an arm is collected from all places of the report that
 * show one (table, cards, answer, charts, bill, terminal), and all must agree.
 */
import { describe, expect, test } from 'vitest'
import { isNotMeasured } from '../results/measured.ts'
import { costLatencyChart } from './charts/cost-latency.ts'
import { cpuOfArms, cpuPartsChart } from './charts/cpu-parts.ts'
import { pageTimeChart } from './charts/page-time.ts'
import type { ChartSpec } from './charts/vega.ts'
import { architectsPage, type ArchitectsPage } from './model/architects/architects-page.ts'
import type { ArmView } from './model/arm-view.ts'
import { cpuSeconds, signedCpuSeconds } from './model/format.ts'
import type { LoadView } from './model/load-view.ts'
import type { Cell } from './model/quantity.ts'
import { reportModel, type ReportModel } from './model/report-model.ts'
import type { ReportInput } from './report-input.ts'
import { renderTerminal } from './terminal.ts'
import { bothClocksInput } from './testing/synthetic-clock.ts'
import { kindInput, syntheticInput, troubleOf } from './testing/synthetic-input.ts'

type Metric = 'p50' | 'cpu'
interface Figure {
  where: string
  arm: string
  metric: Metric
  /** The arm's own figure, or its difference from the arm it is compared with. */
  kind: 'own' | 'difference'
  value: number
}

/** Everything the report says of an arm's p50 and CPU under its first load, in µs a page and CPU-s per 1000 pages. */
function collect(model: ReportModel, page: ArchitectsPage): Figure[] {
  const section = model.loads[0]!
  const { view } = section
  const figures: Figure[] = []
  const note = (
    where: string,
    arm: ArmView,
    metric: Metric,
    kind: Figure['kind'],
    value: number | null | undefined,
  ): void => {
    if (value !== null && value !== undefined) figures.push({ where, arm: arm.name, metric, kind, value })
  }
  const noteCell = (
    where: string,
    arm: ArmView,
    metric: Metric,
    kind: Figure['kind'],
    cell: Cell | undefined,
  ) => {
    if (cell?.kind !== 'quantity') return
    note(where, arm, metric, kind, cell.unit === 'µs a hop' ? cell.value * view.hops : cell.value)
  }
  for (const { kind, arm, cells } of section.figures.rows) {
    if (kind === 'pair') continue
    const shown = kind === 'baseline' ? 'own' : 'difference'
    const cellOf = (key: string) => cells.find(({ column }) => column.key === key)?.cell
    noteCell('table, p50', arm, 'p50', shown, cellOf('p50'))
    noteCell('table, a hop', arm, 'p50', 'difference', cellOf('per-hop'))
    noteCell('table, CPU', arm, 'cpu', shown, cellOf('cpu'))
  }
  for (const card of section.cards) {
    const arm = view.treatments.find(({ label }) => label === card.label)!
    noteCell('card, a hop', arm, 'p50', 'difference', card.perHop)
    noteCell('card, CPU', arm, 'cpu', 'difference', card.facts.find(({ name }) => /CPU per/.test(name))?.cell)
  }
  for (const line of model.bill?.lines ?? []) {
    const arm = view.treatments.find(({ label }) => label === line.name)!
    const [p50, cpu] = line.at.find(({ rate }) => rate === view.rate)!.cells
    noteCell('bill, p50', arm, 'p50', 'difference', p50)
    noteCell('bill, CPU', arm, 'cpu', 'difference', cpu)
  }
  for (const { label, lines } of page.costs?.datapaths ?? []) {
    const arm = view.treatments.find((one) => one.label === label)!
    for (const { column, cell } of lines[0]!.figures) {
      // The title of the column says that the figure is one of a hop.
      const own =
        column.key === 'hop' && cell.kind === 'quantity' ? { ...cell, unit: 'µs a hop' as const } : cell
      if (column.key === 'page' || column.key === 'hop')
        noteCell(`page for architects, ${column.key}`, arm, 'p50', 'difference', own)
      if (column.key === 'cpu') noteCell('page for architects, CPU', arm, 'cpu', 'difference', cell)
    }
  }
  for (const { arm, compared, shares } of cpuOfArms(view)) {
    const sum = shares.reduce((total, { value, isCompared }) => total + (isCompared ? value : 0), 0)
    note('CPU chart, figure', arm, 'cpu', 'own', compared)
    note('CPU chart, blocks', arm, 'cpu', 'own', sum)
  }
  noteCharts(view, note)
  for (const arm of view.arms)
    for (const metric of ['p50', 'cpu'] as const) note('level', arm, metric, 'own', view.level(arm, metric))
  return figures
}

/** What the charts of page time and of cost against latency draw. */
function noteCharts(
  view: LoadView,
  note: (where: string, arm: ArmView, metric: Metric, kind: Figure['kind'], value: number) => void,
): void {
  const points = rowsOf<{ label: string; us: number; cpu: number }>(costLatencyChart(view), 'us', 'cpu')
  for (const { label, us, cpu } of points) {
    const arm = view.treatments.find((one) => one.label === label)!
    note('scatter, p50', arm, 'p50', 'difference', us * view.hops)
    note('scatter, CPU', arm, 'cpu', 'difference', cpu)
  }
  const blocks = rowsOf<{ label: string; end: number }>(pageTimeChart(view), 'start', 'end')
  for (const [label, own] of Map.groupBy(blocks, (block) => block.label)) {
    const arm = view.arms.find((one) => one.label === label)!
    // Without an added part, a bar shows only what the arm is compared with.
    const isWhole = arm === view.baseline || own.length > 1
    if (isWhole) note('page chart', arm, 'p50', 'own', Math.max(...own.map(({ end }) => end)))
  }
}

/** The data of the layers of a chart that have these fields. */
function rowsOf<Row>(chart: ChartSpec | null, ...fields: string[]): Row[] {
  const layers = (chart as { layer?: { data?: { values?: object[] } }[] } | null)?.layer ?? []
  const values = layers.map(({ data }) => data?.values ?? [])
  return (values.find(([first]) => first && fields.every((field) => field in first)) ?? []) as Row[]
}

/** Rounds lost by different arms, so that no two differences come from the same rounds. */
const LOST = [
  { arm: 'kube-proxy-iptables', round: 1, status: 'invalid' as const },
  { arm: 'kube-proxy-iptables', round: 2, status: 'invalid' as const },
  { arm: 'sidecar', round: 5, status: 'failed' as const },
  { arm: 'sidecar-mtls', round: 8, status: 'invalid' as const },
  { arm: 'direct', round: 11, status: 'invalid' as const },
  { arm: 'direct-twin', round: 14, status: 'invalid' as const },
  { arm: 'ebpf', round: 17, status: 'invalid' as const },
  { arm: 'istio-sidecar', round: 3, status: 'invalid' as const },
  { arm: 'direct-istio-sidecar', round: 6, status: 'invalid' as const },
  { arm: 'cilium', round: 9, status: 'invalid' as const },
]
const RUNS: [string, () => ReportInput][] = [
  ['a run without losses', () => syntheticInput()],
  ['a run in which every arm lost other rounds', () => syntheticInput({ trouble: LOST, trialNoise: 0.05 })],
  ['a run on kind in which arms lost other rounds', () => kindInput({ trouble: LOST, trialNoise: 0.05 })],
  ['a run that both clocks have read', () => bothClocksInput({ trouble: LOST })],
  ['a run with an arm that failed', () => syntheticInput({ trouble: troubleOf('sidecar', 'failed') })],
  [
    'a run with two rates',
    () =>
      syntheticInput({
        trouble: LOST,
        loads: [
          { name: 'steady', connection: 'keep-alive' },
          { name: 'busy', connection: 'keep-alive', pagesPerSecond: 600, cpuFactor: 0.6 },
        ],
      }),
  ],
]

describe.each(RUNS)('in %s', (_, inputOf) => {
  const input = inputOf()
  const model = reportModel(input, '')
  const { view } = model.loads[0]!
  const page = architectsPage(model, input)
  const figures = collect(model, page)

  test('every place shows one and the same figure of an arm', () => {
    const groups = Map.groupBy(figures, ({ arm, metric, kind }) => `${arm}, ${metric}, ${kind}`)
    expect(groups.size).toBeGreaterThan(10)
    for (const [name, same] of groups)
      for (const { where, value } of same)
        expect(value, `${name}: ${where} against ${same[0]!.where}`).toBeCloseTo(same[0]!.value, 6)
  })

  test('every figure of the page for architects is that of the report at the same rate, with its interval and verdict', () => {
    let compared = 0
    for (const [index, section] of model.loads.entries())
      for (const row of section.figures.rows) {
        const line = page.costs!.datapaths.find(
          ({ label }) => row.kind === 'treatment' && label === row.label,
        )?.lines[index]
        for (const { column, cell } of line?.figures ?? []) {
          const key = {
            page: 'p50',
            hop: 'per-hop',
            transport: 'transport',
            cpu: 'cpu',
            memory: 'memory',
            money: null,
          }[column.key]
          const money = model.bill?.lines
            .find(({ name }) => name === row.label)
            ?.at.find(({ load }) => load === section.view.load.name)?.money.used
          const same = key === null ? money : row.cells.find((one) => one.column.key === key)?.cell
          if (same === undefined) continue
          // The title of a column may say that a figure is one of a hop, so that its unit need not.
          expect({ ...cell, unit: null }, `${row.label}, ${line!.rate}, ${column.title}`).toEqual({
            ...same,
            unit: null,
          })
          compared++
        }
      }
    expect(compared).toBeGreaterThan(8)
  })

  test('an arm’s own figure is that of the arm it is compared with plus the difference', () => {
    const valueOf = (arm: ArmView, metric: Metric, kind: Figure['kind']) =>
      figures.find((one) => one.arm === arm.name && one.metric === metric && one.kind === kind)?.value
    let checked = 0
    for (const arm of view.arms.filter((one) => one !== view.baseline))
      for (const metric of ['p50', 'cpu'] as const) {
        const own = valueOf(arm, metric, 'own')
        const against = valueOf(view.against(arm), metric, 'own')
        const difference = valueOf(arm, metric, 'difference')
        if (difference === undefined || against === undefined) continue
        expect(own, `${arm.name}, ${metric}`).toBeCloseTo(against + difference, 6)
        checked++
      }
    expect(checked).toBeGreaterThan(5)
  })

  test('where a pair’s difference is not that of its figures, the report says so; else it is', () => {
    for (const { arm, other } of view.pairs)
      for (const metric of view.metrics) {
        const pair = view.comparison(arm, metric, other)
        const [own, against] = [view.level(arm, metric), view.level(other, metric)]
        if (!pair || own === null || against === null) continue
        const isSaid = model.loads[0]!.figures.apart.some((text) =>
          text.startsWith(`${arm.label} against ${other.label}, `),
        )
        if (!isSaid)
          expect(
            Math.abs(own - against - pair.difference.middle),
            `${arm.name} − ${other.name}, ${metric}`,
          ).toBeLessThan(0.001 * own)
      }
  })

  test('the CPU of the answer and of the terminal is that of the table, without the load generator', () => {
    const terminal = renderTerminal(input)
    for (const arm of view.treatments) {
      const cpu = view.comparison(arm, 'cpu')
      const [own, plain] = [view.level(arm, 'cpu'), view.level(view.against(arm), 'cpu')]
      if (!cpu || own === null || plain === null || cpu.verdict !== 'higher') continue
      if (model.answer.lede[0]!.includes(`${arm.start} takes`))
        expect(model.answer.lede[0]).toContain(
          `(${cpuSeconds(own)} against ${cpuSeconds(plain)}, without the load generator)`,
        )
      expect(terminal).toContain(`${signedCpuSeconds(cpu.difference.middle)} s`)
      const parts = view.summary(arm)!.cpuPer1000
      if (!isNotMeasured(parts)) expect(own).toBeLessThan(parts.total - parts.client * 0.9)
    }
  })
})

test('without lost rounds nothing is apart; with them the pairs are named', () => {
  const apartOf = (input: ReportInput) => reportModel(input, '').loads[0]!.figures.apart
  expect(apartOf(syntheticInput())).toEqual([])
  expect(apartOf(syntheticInput({ trouble: LOST, trialNoise: 0.05 })).join('\n')).toMatch(
    /^sidecar, mTLS against eBPF \(ours\), .*p50.*: the difference is of the rounds that these two have in common/m,
  )
})

test('the labels of the CPU chart are the figures, with the load generator beside them', () => {
  const { view } = reportModel(syntheticInput(), '').loads[0]!
  const labels = rowsOf<{ label: string; figure: string; words: string }>(
    cpuPartsChart(view),
    'figure',
    'words',
  )
  expect(labels.length).toBeGreaterThan(3)
  for (const { label, figure, words } of labels) {
    const arm = view.arms.find((one) => one.label === label)!
    expect(figure).toBe(`${cpuSeconds(view.level(arm, 'cpu')!)} s`)
    expect(words).toMatch(/^load generator 0\.2\d s$/)
  }
})
