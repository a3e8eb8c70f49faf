/** Finds the known word that is most similar to a mistyped word. */

/** Share of a word that may differ, and one letter always. With half of the word, "proxy" would be "proof", and "edge" "page". */
const MOST_EDITS_SHARE = 1 / 3
/** From this many letters on, the beginning of a known word matches: "kube-proxy" finds kube-proxy-iptables. */
const LEAST_BEGINNING = 3

/** Returns `; did you mean "sidecar"?`, or an empty string when no known word is similar. */
export function didYouMean(word: string, known: readonly string[]): string {
  const distances = known.map((name) => ({
    name,
    edits: editDistance(word.toLowerCase(), name.toLowerCase()),
  }))
  const nearest = distances.toSorted((a, b) => a.edits - b.edits)[0]
  const length = nearest?.name.length ?? 0
  const mostEdits = length < 2 ? 0 : Math.max(1, Math.floor(length * MOST_EDITS_SHARE))
  const meant =
    nearest && nearest.edits <= mostEdits
      ? nearest.name
      : known.find((name) => word.length >= LEAST_BEGINNING && name.startsWith(word))
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/** Edits of one letter between two words (insert, delete, replace), where two neighbours that are swapped are one edit. */
function editDistance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 0; line < from.length; line++) {
    const next = [line + 1]
    for (let column = 0; column < to.length; column++) {
      const replaced = row[column]! + (from[line] === to[column] ? 0 : 1)
      const isSwapped = from[line] === to[column - 1] && from[line - 1] === to[column]
      const swapped = isSwapped && column > 0 && line > 0 ? before[column - 1]! + 1 : Infinity
      next.push(Math.min(next[column]! + 1, row[column + 1]! + 1, replaced, swapped))
    }
    ;[before, row] = [row, next]
  }
  return row[to.length]!
}
