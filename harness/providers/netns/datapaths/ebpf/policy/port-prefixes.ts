/** Ranges of ports as prefixes, which a longest-prefix match can look up. */

/** The highest port, and a port's number of bits. */
export const LAST_PORT = 65_535
const PORT_BITS = 16

/** The fewest prefixes that hold these ports and no others, as "<first port>/<bits>": 8080 to 8083 are "8080/14". */
export function portPrefixes(from: number, to: number): string[] {
  const prefixes: string[] = []
  for (let first = from; first <= to;) {
    let size = 1
    // A prefix begins at a multiple of its size, and ends within the range.
    while (first % (size * 2) === 0 && first + size * 2 - 1 <= to) size *= 2
    prefixes.push(`${first}/${PORT_BITS - Math.log2(size)}`)
    first += size
  }
  return prefixes
}
