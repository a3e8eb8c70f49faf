/** The emulation beside the real product: rows of text that the page and the Markdown share. */
import type {
  CalibratedArm,
  Calibration,
  CalibrationFigure,
  CalibrationMetric,
  CalibrationRow,
} from '../../results/calibration.ts'
import { isNotMeasured } from '../../results/measured.ts'
import { processorText } from '../../results/render-host.ts'
import { bytes, cpuSeconds, date, interval, microseconds, percent, rate } from './format.ts'
import { connectionText, namedAfter } from './text.ts'

export interface CalibrationView {
  /** Sentences that say which runs are compared and what a ratio is. */
  intro: string
  rows: string[][]
  /** Both arms of each pair, with what each of them lacks of the product. */
  pairs: { heading: string; model: string; real: string }[]
  notCompared: string[]
}

export const CALIBRATION_COLUMNS = ['datapath', 'figure', 'at', 'emulated', 'real', 'ratio'] as const

export function calibrationView(calibration: Calibration | null | undefined): CalibrationView | null {
  if (!calibration) return null
  const { scenario, host, model, real, arms, rows, notCompared } = calibration
  return {
    intro: `Scenario ${scenario} ran twice on one host (${processorText(host)}): emulated in ${runText(model)}, and real in ${runText(real)}. A ratio is real / emulated. It is given only for costs that are resolved on both sides; brackets hold the widest range that both intervals allow. A ratio holds for this host, this rate and this scenario.`,
    rows: rows.map(rowText),
    pairs: arms.map((pair) => ({
      heading: pairText(pair.real.name, pair.model.name),
      model: `On ${model.provider}: ${armText(pair.model)}`,
      real: `On ${real.provider}: ${armText(pair.real)}`,
    })),
    notCompared,
  }
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

function rowText(row: CalibrationRow): string[] {
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
}

const figureText = (figure: CalibrationFigure, format: (value: number) => string): string =>
  isNotMeasured(figure) ? figure.notMeasured : withInterval(format(figure.value), figure.interval, format)

const withInterval = (
  text: string,
  range: Parameters<typeof interval>[0],
  format: (value: number) => string,
): string => (range ? `${text} ${interval(range, format)}` : text)
