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
  const total = (program: keyof (typeof readings)[number]['programs']) => ({
    runs: readings.reduce((sum, { programs }) => sum + programs[program].runs, 0),
    ns: readings.reduce((sum, { programs }) => sum + programs[program].ns, 0),
  })
  const [out, into, connect] = [total('hop_egress'), total('hop_ingress'), total('hop_connect4')]
  return {
    usPerPage: (out.ns + into.ns + connect.ns) / pages / 1000,
    packetsPerPage: (out.runs + into.runs) / pages,
    nsPerPacketOut: out.ns / Math.max(1, out.runs),
    nsPerPacketIn: into.ns / Math.max(1, into.runs),
  }
}
