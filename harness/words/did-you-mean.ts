/** Finds the known word that is most similar to a mistyped word. */

/** Share of a word that may differ. Half, since two swapped letters are two edits, even in a word of four letters. */
const MOST_EDITS_SHARE = 0.5
/** From this many letters on, the beginning of a known word matches: "kube-proxy" finds kube-proxy-iptables. */
const LEAST_BEGINNING = 3

/** Returns `; did you mean "sidecar"?`, or an empty string when no known word is similar. */
export function didYouMean(word: string, known: readonly string[]): string {
  const distances = known.map((name) => ({
    name,
    edits: editDistance(word.toLowerCase(), name.toLowerCase()),
  }))
  const nearest = distances.toSorted((a, b) => a.edits - b.edits)[0]
  const mostEdits = Math.floor((nearest?.name.length ?? 0) * MOST_EDITS_SHARE)
  const meant =
    nearest && nearest.edits <= mostEdits
      ? nearest.name
      : known.find((name) => word.length >= LEAST_BEGINNING && name.startsWith(word))
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/** Levenshtein distance: insertions, deletions and replacements of one letter. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1]
    for (const [column, other] of Array.from(to).entries())
      next.push(Math.min(next[column]! + 1, row[column + 1]! + 1, row[column]! + (letter === other ? 0 : 1)))
    row = next
  }
  return row[to.length]!
}
