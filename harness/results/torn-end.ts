/** Finds where a file of records, one a line, was torn: by a kill in the middle of a line, or by a power loss that left zeros. Pure. */

const LINE_BREAK = 0x0a
/** JSON text has no such byte. A file system writes it where a file had grown, and its content was lost with the power. */
const ZERO = 0

/** Length of the whole lines at the beginning of the file, in bytes; the length of the file where nothing is torn. */
export function wholeLinesEnd(bytes: Uint8Array): number {
  const zero = bytes.indexOf(ZERO)
  return bytes.subarray(0, zero < 0 ? bytes.length : zero).lastIndexOf(LINE_BREAK) + 1
}
