/** The known word nearest to a mistyped one. */

/** Share of a word that may differ: two letters of four, since two that changed places are two edits. */
const MOST_EDITS_SHARE = 0.5
/** Letters that make a beginning: "kube-proxy" finds kube-proxy-iptables. */
const LEAST_BEGINNING = 3

/** `; did you mean "sidecar"?`, or an empty string when nothing known is near. */
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
