/** Reads the mark of a page out of the part of a request line that the clock copies. */
import type { PageMark } from '../../arm/hop-clock.ts'
import { readMark } from '../../workload/page-mark.ts'

/** The clock copies a request line from its fifth byte on: "GET " is cut off, of "POST " all but the blank. */
export const markIn = (line: string): PageMark | null => readMark(line.trimStart().split(' ')[0]!)
