/** The emulation beside the real thing: rows of words for page and markdown. */
import type {
  CalibratedArm,
  Calibration,
  CalibrationFigure,
  CalibrationMetric,
  CalibrationRow,
} from '../../results/calibration.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { bytes, cpuSeconds, date, interval, microseconds, percent, rate } from './format.ts'
import { connectionWords, namedAfter } from './words.ts'

export interface CalibrationView {
  /** What was held against what, and what a ratio is. */
  intro: string
  rows: string[][]
  /** Both sides of each pair, with what they lack against what they stand for. */
  pairs: { heading: string; model: string; real: string }[]
  notCompared: string[]
}

export const CALIBRATION_COLUMNS = ['datapath', 'figure', 'at', 'emulated', 'real', 'ratio'] as const

export function calibrationView(calibration: Calibration | null | undefined): CalibrationView | null {
  if (!calibration) return null
  const { scenario, model, real, arms, rows, notCompared } = calibration
  return {
    intro: `Scenario ${scenario} on one host, emulated in ${runWords(model)} and real in ${runWords(real)}. A ratio is real / emulated, and is taken only of costs that are resolved on both sides; in brackets the furthest that both intervals allow. It holds for this host, this rate and this scenario.`,
    rows: rows.map(rowWords),
    pairs: arms.map((pair) => ({
      heading: pairWords(pair.real.name, pair.model.name),
      model: `On ${model.provider}: ${armWords(pair.model)}`,
      real: `On ${real.provider}: ${armWords(pair.real)}`,
    })),
    notCompared,
  }
}

const runWords = ({ provider, run, startedAt, quick }: Calibration['real']): string =>
  `the ${quick ? 'quick ' : ''}run ${run} (${provider}, ${date(startedAt)})`

const pairWords = (real: string, model: string): string => (real === model ? real : `${real} / ${model}`)

const armWords = ({ title, against, name, fidelity }: CalibratedArm): string =>
  [
    `${title} (${namedAfter(fidelity)})`,
    ...(against === name ? [] : [`taken against ${against}`]),
    ...(fidelity.missing.length > 0 ? [`missing: ${fidelity.missing.join('; ')}`] : []),
  ].join('; ')

function rowWords(row: CalibrationRow): string[] {
  const { model, real, metric, pagesPerSecond, connection, modelFigure, realFigure, ratio } = row
  const { label, format } = METRICS[metric]
  return [
    pairWords(real, model),
    label,
    pagesPerSecond === null || connection === null
      ? 'saturation'
      : `${rate(pagesPerSecond)} pages/s, ${connectionWords(connection)}`,
    figureWords(modelFigure, format),
    figureWords(realFigure, format),
    isNotMeasured(ratio)
      ? `no ratio: ${ratio.notMeasured}`
      : withInterval(`×${ratio.value.toFixed(2)}`, ratio.interval, (value) => value.toFixed(2)),
  ]
}

const METRICS: Record<CalibrationMetric, { label: string; format: (value: number) => string }> = {
  'page p50': { label: 'p50, µs a page', format: microseconds },
  'added p50 a hop': { label: 'added p50, µs a hop', format: microseconds },
  'added connect': { label: 'added connect, µs', format: microseconds },
  'added CPU': { label: 'added CPU-s / 1000 pages', format: cpuSeconds },
  'proxy memory a pod': { label: 'memory of the proxies of a pod', format: bytes },
  'capacity share': { label: 'max. pages/s, of direct’s', format: percent },
}

const figureWords = (figure: CalibrationFigure, format: (value: number) => string): string =>
  isNotMeasured(figure) ? figure.notMeasured : withInterval(format(figure.value), figure.interval, format)

const withInterval = (
  text: string,
  range: Parameters<typeof interval>[0],
  format: (value: number) => string,
): string => (range ? `${text} ${interval(range, format)}` : text)
