/**
 * The figure of an arm in each bring-up, which is the unit of every interval: all windows of a bring-up share its processes with
 * their compiled code and memory layout, so they are one observation, however many there are.
 */
import { mean } from '../numbers/mean.ts'
import { quantileSorted } from '../numbers/quantile.ts'
import { isNotMeasured } from '../results/measured.ts'
import type { Measurement } from './measurements.ts'
import { definitionOf, type Metric } from './metrics.ts'

export type BringUpValues = Map<number, number>

/** Whether the metric has a figure for this trial, or may do without it. A window that the hop clock could not read is left out: no arm decides that. */
export function hasFigure(metric: Metric, measurement: Measurement): boolean {
  return definitionOf(metric).clock !== 'hop' || !isNotMeasured(measurement.hops)
}

/**
 * One value for each bring-up, in order. For most metrics it is the mean over the bring-up's windows. Null where a window lacks
 * the figure: the other windows would be a selection.
 */
export function bringUpValues(metric: Metric, measurements: readonly Measurement[]): BringUpValues | null {
  const { figure } = definitionOf(metric)
  const groups = Map.groupBy(measurements, ({ trial }) => trial.bringUp)
  if (groups.size === 0) return null
  if ('share' in figure) return pooledValues(groups, figure)
  const values: BringUpValues = new Map()
  for (const [bringUp, own] of groups) {
    const figures = own.map(figure.of)
    if (!figures.every((value) => value !== null)) return null
    values.set(bringUp, mean(figures))
  }
  return values
}

/**
 * Values for a quantile of all pages together, which no single window has pages enough for. They are the pseudo-values of the
 * jackknife that leaves out one bring-up at a time (Shao and Tu, "The Jackknife and Bootstrap", §2.2), moved so that their mean is
 * the quantile of all pages; their spread is that of the quantile. With one bring-up there is only its own quantile.
 */
function pooledValues(
  groups: Map<number, Measurement[]>,
  { share, fewestPages }: { share: number; fewestPages: number },
): BringUpValues | null {
  const pages: [bringUp: number, files: Float64Array[]][] = []
  for (const [bringUp, own] of groups) {
    const files = own.map(({ pagesUs }) => pagesUs())
    if (!files.every((file) => file !== null)) return null
    pages.push([bringUp, files])
  }
  const quantileWithout = (left: number | null): number => quantileSorted(joined(pages, left), share)
  if (joined(pages, null).length < fewestPages) return null
  const whole = quantileWithout(null)
  if (pages.length === 1) return new Map([[pages[0]![0], whole]])
  const left = pages.map(([bringUp]) => quantileWithout(bringUp))
  const middle = mean(left)
  return new Map(
    pages.map(([bringUp], index) => [bringUp, whole + (pages.length - 1) * (middle - left[index]!)]),
  )
}

/** All pages but those of one bring-up, sorted. */
function joined(pages: readonly [number, Float64Array[]][], without: number | null): Float64Array {
  const files = pages.filter(([bringUp]) => bringUp !== without).flatMap(([, own]) => own)
  const all = new Float64Array(files.reduce((sum, file) => sum + file.length, 0))
  let at = 0
  for (const file of files) {
    all.set(file, at)
    at += file.length
  }
  return all.sort()
}
