/** Writes a run in one of the formats, as files: one where the format holds many results, one for each result where it holds one. */
import { UsageError } from '../../errors.ts'
import type { ExportFormat } from '../export-formats.ts'
import { numberOf, whyNot } from '../withheld.ts'
import { armResults, isResult, type ArmResult } from './arm-result.ts'
import { benchmarkAction, isBenchmarked } from './benchmark-action.ts'
import { csv } from './csv.ts'
import { judgedArms, type ExportedRun, type Selection } from './exported-run.ts'
import { fileNameOf } from './file-name.ts'
import { fortioJson } from './fortio.ts'
import { hdrLog } from './hdr-log.ts'
import { junit } from './junit.ts'
import { openMetrics } from './open-metrics.ts'
import { runFigures, type RunFigure } from './run-figures.ts'
import { smpJson } from './smp.ts'

export interface Written {
  files: { name: string; content: string }[]
  /** "sidecar under busy: withheld: …": results that no file has. */
  leftOut: string[]
}

/** @throws UsageError for an arm or a load that the run does not have, and where nothing is left to write */
export function writeExport(exported: ExportedRun, format: ExportFormat, selection: Selection): Written {
  refuseUnknown(exported, selection)
  const name = (extension: string): string => `${fileNameOf(exported.run.id)}.${extension}`
  const figures = (): RunFigure[] => runFigures(exported, selection)
  const ofFigures = (
    extension: string,
    write: typeof csv,
    some: readonly RunFigure[] = figures(),
  ): Written => ({
    files: [{ name: name(extension), content: write(exported, some) }],
    leftOut: [],
  })
  switch (format) {
    case 'csv':
      return ofFigures('csv', csv)
    case 'openmetrics':
      return ofFigures('prom', openMetrics)
    case 'benchmark-action':
      return ofFigures('json', benchmarkAction, refuseNothing(exported, figures()))
    case 'junit':
      return { files: [{ name: name('xml'), content: junit(exported, selection) }], leftOut: [] }
    case 'hdr': {
      const { results, leftOut } = resultsOf(exported, selection)
      return { files: [{ name: name('hlog'), content: hdrLog(exported, results) }], leftOut }
    }
    case 'fortio':
    case 'smp': {
      const { results, leftOut } = resultsOf(exported, selection)
      const write = format === 'fortio' ? fortioJson : smpJson
      return {
        files: results.map((result, n) => ({
          name: `${distinct(results.map(({ load, arm }) => fileNameOf(load, arm)))[n]!}.json`,
          content: write(exported, result),
        })),
        leftOut,
      }
    }
  }
}

/** The figures as they are. github-action-benchmark takes an empty list for an error of its own. @throws UsageError where all are withheld */
function refuseNothing(exported: ExportedRun, figures: readonly RunFigure[]): readonly RunFigure[] {
  const own = figures.filter(isBenchmarked)
  if (own.some(({ value }) => numberOf(value) !== null)) return figures
  const reasons = new Set(own.map(({ arm, load, value }) => `${arm} under ${load}: ${whyNot(value)!}`))
  throw nothingToExport(exported, [...reasons])
}

const nothingToExport = ({ run }: ExportedRun, reasons: readonly string[]): UsageError =>
  new UsageError(
    `run ${run.id} has nothing to export here\n    ${reasons.join('\n    ')}`,
    '`npm run report` says what the run measured and what it withholds',
  )

/** Names of a record may differ only in what a file name cannot have; no file may overwrite another. */
const distinct = (names: readonly string[]): string[] =>
  names.map((name, n) => (names.indexOf(name) === n ? name : `${name}.${n}`))

function resultsOf(exported: ExportedRun, selection: Selection): { results: ArmResult[]; leftOut: string[] } {
  const all = armResults(exported, selection)
  const results = all.filter(isResult)
  const leftOut = all.flatMap((one) =>
    isResult(one) ? [] : [`${one.arm} under ${one.load}: withheld: ${one.withheld}`],
  )
  if (results.length === 0) throw nothingToExport(exported, leftOut)
  return { results, leftOut }
}

function refuseUnknown({ run }: ExportedRun, { arm, load }: Selection): void {
  const arms = judgedArms(run).map(({ name }) => name)
  const loads = run.loads.map(({ name }) => name)
  if (arm !== undefined && !arms.includes(arm))
    throw new UsageError(`run ${run.id} has no arm called ${arm}`, `its arms are ${arms.join(', ')}`)
  if (load !== undefined && !loads.includes(load))
    throw new UsageError(`run ${run.id} has no load called ${load}`, `its loads are ${loads.join(', ')}`)
}
