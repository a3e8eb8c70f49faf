/** Adds to the fidelity of an emulation how it compared with the real product on this host. */
import {
  PART_METRICS,
  type Calibration,
  type CalibrationMetric,
  type CalibrationRow,
} from '../results/calibration.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { Fidelity } from '../results/record.ts'
import { formatted } from './verdict.ts'

/** The fidelity with the figures of the newest calibration of the emulation; unchanged without a calibration. */
export function withQuotes(
  fidelity: Fidelity,
  provider: string,
  datapath: string,
  newestFirst: readonly Calibration[],
): Fidelity {
  const own = newestFirst.filter(({ model }) => model.provider === provider)
  return { ...fidelity, same: [...fidelity.same, ...quotes(datapath, own)] }
}

function quotes(datapath: string, newestFirst: readonly Calibration[]): string[] {
  for (const calibration of newestFirst) {
    const pairs = calibration.arms.filter(({ model }) => model.datapath === datapath)
    if (pairs.length > 0) return pairs.map(({ model, real }) => quoteOf(calibration, model.name, real.name))
  }
  return []
}

/** "calibrated on this host 2026-11-26 against istio-sidecar on kind (…): at 200 pages/s …, added p50 a hop 610 µs against 655 µs (×1.07), …". */
function quoteOf({ scenario, model, real, rows }: Calibration, modelArm: string, realArm: string): string {
  const later = model.startedAt > real.startedAt ? model : real
  const own = rows.filter((row) => row.model === modelArm && row.real === realArm)
  const byLoad = [...Map.groupBy(own, loadText)].map(([load, figures]) =>
    [`at ${load}`, ...figures.flatMap(figureText)].join(', '),
  )
  return `calibrated on this host ${later.startedAt.slice(0, 10)} against ${realArm} on ${real.provider} (${scenario}, ${modelArm} of run ${model.run}, ${realArm} of run ${real.run}): ${byLoad.join('; ')}`
}

const loadText = ({ pagesPerSecond, connection }: CalibrationRow): string =>
  pagesPerSecond === null ? 'saturation' : `${pagesPerSecond} pages/s ${connection ?? ''}`

/** These metrics are quoted with both figures, or with the reason why there is no ratio. Of the other metrics only the ratio is quoted. */
const SPELLED: readonly CalibrationMetric[] = ['page p50', 'added p50 a hop', 'added transport']
/** Parts of a page are in the table of the report; a quote names the whole that they are parts of. */
const UNQUOTED: readonly CalibrationMetric[] = PART_METRICS.filter((metric) => metric !== 'added transport')

function figureText({ metric, modelFigure, realFigure, ratio }: CalibrationRow): string[] {
  if (UNQUOTED.includes(metric)) return []
  const isSpelled = SPELLED.includes(metric)
  if (isNotMeasured(ratio)) return isSpelled ? [`${metric} without a ratio: ${ratio.notMeasured}`] : []
  const times = `×${ratio.value.toFixed(2)}`
  return isSpelled && !isNotMeasured(modelFigure) && !isNotMeasured(realFigure)
    ? [
        `${metric} ${formatted(modelFigure.value, 'µs')} against ${formatted(realFigure.value, 'µs')} (${times})`,
      ]
    : [`${metric} ${times}`]
}
