/** Several files of one tool side by side, in the order in which they were named: no file is ranked, and no difference is told. */
import { percentileName } from '../enough-calls.ts'
import { importView, latency, TIMED_FROM } from './import-view.ts'
import type { Imported } from './imported.ts'

export interface SideBySide {
  caption: string
  head: string[]
  rows: string[][]
}

const SHOWN = [0.5, 0.9, 0.99] as const

/** A table for each tool and clock that has two files or more: times of different clocks are different things. */
export function sideBySide(files: readonly Imported[]): SideBySide[] {
  return [...Map.groupBy(files, ({ tool, timedFrom }) => `${tool}, ${TIMED_FROM[timedFrom]}`)]
    .filter(([, group]) => group.length > 1)
    .map(([of, group]) => ({
      caption: `${of}: in the order in which the files were named, and not ranked. Nothing says whether a difference is more than chance.`,
      head: ['file', 'never made', 'failed', ...SHOWN.map(percentileName)],
      rows: group.map((one) => {
        const { file, rows } = importView(one)
        const value = (name: string): string => rows.find((row) => row.name === name)!.value
        return [
          file,
          value('never made'),
          value('calls failed'),
          ...SHOWN.map(
            (share) =>
              latency('', one.percentiles.find((percentile) => percentile.share === share)!.us).value,
          ),
        ]
      }),
    }))
}
