/** The pages of a window by the client's own clock. */
import { pagesIn, RAW_COLUMNS } from '../../../results/raw-samples.ts'

/** A completed page. Times are nanoseconds of CLOCK_MONOTONIC, as those of exchanges. */
export interface ClientPage {
  /** The page number in the marks of its requests. */
  number: number
  writtenNs: number
  doneNs: number
}

/**
 * The pages of a raw file, in its order.
 * @param beganUs beginning of the window, from which the file counts: `PacedResult.window.beganUs`
 */
export function clientPages(raw: Float64Array, beganUs: number): ClientPage[] {
  const column = (page: number, name: (typeof RAW_COLUMNS)[number]): number =>
    raw[page * RAW_COLUMNS.length + RAW_COLUMNS.indexOf(name)]!
  return Array.from({ length: pagesIn(raw) }, (_, page) => ({
    number: column(page, 'number'),
    writtenNs: beganUs * 1000 + column(page, 'written'),
    doneNs: beganUs * 1000 + column(page, 'done'),
  }))
}
