/** Rank correlation: shows whether a value moves steadily with the round, on whatever curve. */

/** Ranks beginning at 1. Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const result = new Array<number>(values.length)
  for (let start = 0; start < order.length;) {
    let end = start
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++
    for (let index = start; index <= end; index++) result[order[index]!] = (start + end) / 2 + 1
    start = end + 1
  }
  return result
}

/** Spearman's rho between −1 and 1, computed as Pearson's correlation of the ranks, which is correct with ties; 0 where one side never changes. */
export function spearman(first: readonly number[], second: readonly number[]): number {
  const a = ranks(first)
  const b = ranks(second)
  const middle = (a.length + 1) / 2
  let ab = 0
  let aa = 0
  let bb = 0
  a.forEach((rank, index) => {
    ab += (rank - middle) * (b[index]! - middle)
    aa += (rank - middle) ** 2
    bb += (b[index]! - middle) ** 2
  })
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb)
}
