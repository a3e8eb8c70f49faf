/** What the hop clock's own programs take of a page, from the windows in which the kernel timed them. */
import { isNotMeasured } from '../results/measured.ts'
import type { ClockPriceRecord, JournalRecord, NotMeasured } from '../results/record.ts'
import type { ClockPrice } from './analysis.ts'

const NONE: NotMeasured = { notMeasured: 'no window of this run timed the hop clock’s programs' }

/** Over all windows of an arm under a load together. */
export function clockPriceOf(
  journal: readonly JournalRecord[],
  arm: string,
  load: string,
): ClockPrice | NotMeasured {
  const own = journal.filter(
    (record): record is ClockPriceRecord =>
      record.kind === 'clock-price' && record.arm === arm && record.load === load,
  )
  const readings = own.flatMap(({ reading }) => (isNotMeasured(reading) ? [] : [reading]))
  const pages = readings.reduce((sum, reading) => sum + reading.pages, 0)
  if (pages === 0) return own.map(({ reading }) => reading).find(isNotMeasured) ?? NONE
  const sum = (key: 'runs' | 'ns', ...programs: (keyof (typeof readings)[number]['programs'])[]): number =>
    readings.reduce(
      (total, reading) => total + programs.reduce((part, name) => part + reading.programs[name][key], 0),
      0,
    )
  const nsPerRun = (program: 'hop_egress' | 'hop_ingress'): number =>
    sum('ns', program) / Math.max(1, sum('runs', program))
  return {
    usPerPage: sum('ns', 'hop_egress', 'hop_ingress', 'hop_connect4') / pages / 1000,
    packetsPerPage: sum('runs', 'hop_egress', 'hop_ingress') / pages,
    nsPerPacketOut: nsPerRun('hop_egress'),
    nsPerPacketIn: nsPerRun('hop_ingress'),
  }
}
