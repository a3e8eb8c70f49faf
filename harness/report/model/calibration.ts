/** The emulation beside the real product: rows of text that the page and the Markdown share. */
import {
  mayBeCalibrated,
  PART_METRICS,
  type CalibratedArm,
  type Calibration,
  type CalibrationFigure,
  type CalibrationMetric,
  type CalibrationRow,
} from '../../results/calibration.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { processorText } from '../../results/render-host.ts'
import type { RunRecord } from '../../results/record.ts'
import { SINGLE_CONFIDENCE } from '../../stats/estimate.ts'
import { reachText } from './calibration-reach.ts'
import { bytes, cpuSeconds, date, fineMicroseconds, interval, microseconds, percent, rate } from './format.ts'
import { connectionText, namedAfter } from './text.ts'

export interface CalibrationView {
  kind: 'calibration'
  /** Sentences that say which runs are compared and what a ratio is. */
  intro: string
  /** What a user pays. */
  rows: string[][]
  /** Parts of a page by the hop clock; empty where a sentence of `partsNote` says why. */
  parts: string[][]
  partsNote: string
  /** Both arms of each pair, with what each of them lacks of the product. */
  pairs: { heading: string; model: string; real: string }[]
  notCompared: string[]
}

/** A run that cannot be compared with an emulation, and why. */
export interface CalibrationAbsence {
  kind: 'absence'
  text: string
}

export const CALIBRATION_COLUMNS = [
  'datapath',
  'figure',
  'at',
  'emulated',
  'real',
  'ratio',
  'known to ±0.1',
] as const

/** Null for a run that could have a counterpart and has none: nobody asked for one. */
export function calibrationView(
  calibration: Calibration | null | undefined,
  { provider }: Pick<RunRecord, 'provider'>,
): CalibrationView | CalibrationAbsence | null {
  if (!calibration) return mayBeCalibrated(provider) ? null : { kind: 'absence', text: ELSEWHERE }
  const { scenario, host, model, real, arms, rows, notCompared } = calibration
  const isPart = ({ metric }: CalibrationRow): boolean => PARTS.has(metric)
  return {
    kind: 'calibration',
    intro: `Scenario ${scenario} ran twice on one host (${processorText(host)}): emulated in ${runText(model)}, and real in ${runText(real)}. A ratio is real / emulated. It is given only for differences that are resolved on both sides. ${intervalsText(calibration)} A ratio holds for this host, this rate and this scenario.`,
    rows: rows.filter((row) => !isPart(row)).map((row) => rowText(row, calibration)),
    parts: rows.filter(isPart).map((row) => rowText(row, calibration)),
    partsNote: partsText(calibration),
    pairs: arms.map((pair) => ({
      heading: pairText(pair.real.name, pair.model.name),
      model: `On ${model.provider}: ${armText(pair.model)}`,
      real: `On ${real.provider}: ${armText(pair.real)}`,
    })),
    notCompared,
  }
}

const PARTS: ReadonlySet<CalibrationMetric> = new Set(PART_METRICS)

/** Said of a cluster that exists, which is the only place whose runs have no counterparts. */
const ELSEWHERE =
  'Ratios of real and emulated, and every part of a page: not measured, because hopbench does not enter the nodes of your cluster. It has to assume that they are other machines than the one on which the emulations run.'

const intervalsText = ({ rows }: Calibration): string =>
  rows.some(({ ratio }) => !isNotMeasured(ratio) && ratio.method !== undefined)
    ? 'Brackets are intervals at 95 % over bring-ups unless they name another confidence; those of a ratio are Fieller’s, for two independent runs, and those of a share of capacity the widest range that the intervals of both sides allow.'
    : 'Brackets of a ratio hold the widest range that both intervals allow.'

function partsText({ clock, model, real }: Calibration): string {
  if (clock === undefined)
    return 'Parts of a page are not compared: this calibration was stored by a version of hopbench that compared none.'
  const why = [
    ...(clock.model ? [`${clock.model.notMeasured} (${model.run})`] : []),
    ...(clock.real ? [`${clock.real.notMeasured} (${real.run})`] : []),
  ]
  return why.length > 0
    ? `Parts of a page: not measured, because ${why.join(', and ')}.`
    : 'By the hop clock, on both sides alike: real Envoys are stamped at their sockets as the emulation’s are. Means; those of a hop are over the calls of a page. “Added” is the difference from the datapath that both sides are compared with.'
}

const runText = ({ provider, run, startedAt, quick }: Calibration['real']): string =>
  `the ${quick ? 'quick ' : ''}run ${run} (${provider}, ${date(startedAt)})`

const pairText = (real: string, model: string): string => (real === model ? real : `${real} / ${model}`)

const armText = ({ title, against, name, fidelity }: CalibratedArm): string =>
  [
    `${title} (${namedAfter(fidelity)})`,
    ...(against === name ? [] : [`compared with ${against}`]),
    ...(fidelity.missing.length > 0 ? [`missing: ${fidelity.missing.join('; ')}`] : []),
  ].join('; ')

/** "istio-sidecar / sidecar: added p50, µs a hop, at 200 pages/s, connections kept, ×0.99 [0.92, 1.08]": real / emulated of added time and CPU, where both sides resolve it. */
export const addedRatios = (calibration: Calibration): string[] =>
  calibration.rows
    .filter(
      ({ metric, ratio }) =>
        (metric === 'added p50 a hop' || metric === 'added CPU') && !isNotMeasured(ratio),
    )
    .map((row) => {
      const [pair, figure, at, , , ratio] = rowText(row, calibration)
      return `${pair}: ${figure}, at ${at}, ${ratio}`
    })

function rowText(row: CalibrationRow, calibration: Calibration): string[] {
  const { model, real, metric, pagesPerSecond, connection, modelFigure, realFigure, ratio } = row
  const { label, format } = METRICS[metric]
  return [
    pairText(real, model),
    row.unit === 'of kube-proxy' ? label.replace('direct’s', 'kube-proxy’s') : label,
    pagesPerSecond === null || connection === null
      ? 'saturation'
      : `${rate(pagesPerSecond)} pages/s, ${connectionText(connection)}`,
    figureText(modelFigure, format),
    figureText(realFigure, format),
    isNotMeasured(ratio)
      ? `no ratio: ${ratio.notMeasured}`
      : withInterval(`×${ratio.value.toFixed(2)}`, ratio.interval, (value) => value.toFixed(2)),
    reachText(row, calibration),
  ]
}

const METRICS: Record<CalibrationMetric, { label: string; format: (value: number) => string }> = {
  'page p50': { label: 'p50, µs a page', format: microseconds },
  'added p50 a hop': { label: 'added p50, µs a hop', format: microseconds },
  'added connect': { label: 'added connect, µs', format: microseconds },
  'added CPU': { label: 'added CPU-s / 1000 pages', format: cpuSeconds },
  'added CPU with client': {
    label: 'added CPU-s / 1000 pages, with the load generator (the table above is without it)',
    format: cpuSeconds,
  },
  'proxy memory a pod': { label: 'memory of the proxies of a pod', format: bytes },
  'capacity share': { label: 'max. pages/s, as a share of direct’s', format: percent },
  transport: { label: 'transport, µs a hop', format: fineMicroseconds },
  'added transport': { label: 'added transport, µs a hop', format: fineMicroseconds },
  loopback: { label: 'loopback in both pods, µs a hop', format: fineMicroseconds },
  'caller proxy': { label: 'proxy of the calling pod, µs a hop', format: fineMicroseconds },
  wire: { label: 'wire between the proxies, µs a hop', format: fineMicroseconds },
  'callee proxy': { label: 'proxy of the called pod, µs a hop', format: fineMicroseconds },
  'app time': { label: 'services’ own time, µs a page', format: fineMicroseconds },
}

const figureText = (figure: CalibrationFigure, format: (value: number) => string): string =>
  isNotMeasured(figure) ? figure.notMeasured : withInterval(format(figure.value), figure.interval, format)

const withInterval = (
  text: string,
  range: Parameters<typeof interval>[0],
  format: (value: number) => string,
): string =>
  range === null
    ? text
    : `${text} ${interval(range, format)}${range.confidence === SINGLE_CONFIDENCE ? '' : ` at ${percent(range.confidence)}`}`
