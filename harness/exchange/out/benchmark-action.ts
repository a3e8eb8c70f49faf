/**
 * The figures of a run for github-action-benchmark (`tool: customSmallerIsBetter`). The action compares a value with the one before as a
 * ratio, so only arms' own figures are exported: a difference may be near 0, or below. Of these only those of which less is better.
 */
import { percent } from '../../report/model/format.ts'
import { numberOf } from '../withheld.ts'
import { verdictOf, type ExportedRun } from './exported-run.ts'
import type { RunFigure } from './run-figures.ts'

/** Arms' own figures under a load; capacity, of which more is better, belongs to none. */
export const isBenchmarked = (figure: RunFigure): figure is RunFigure & { load: string } =>
  figure.kind === 'level' && figure.load !== null

/** The text of the JSON file. A figure that is withheld or was not measured is left out: the action knows no other way. */
export function benchmarkAction(exported: ExportedRun, figures: readonly RunFigure[]): string {
  const { run, analysis } = exported
  const rows = figures.filter(isBenchmarked).flatMap(({ load, arm, name, unit, value, interval }) => {
    const number = numberOf(value)
    if (number === null) return []
    return [
      {
        name: `${load} / ${arm} / ${name}`,
        unit,
        value: number,
        ...(interval && { range: `± ${Number(((interval.high - interval.low) / 2).toPrecision(3))}` }),
        extra: [
          `run ${run.id}, scenario ${run.scenario.name}, machine ${verdictOf(analysis, load) ?? 'not judged'}`,
          interval
            ? `[${interval.low}, ${interval.high}] ${unit} at ${percent(interval.confidence)}`
            : 'no interval',
        ].join('\n'),
      },
    ]
  })
  return `${JSON.stringify(rows, null, 2)}\n`
}
