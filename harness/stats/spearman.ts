/** Rank correlation: whether something moves steadily with the round, by whatever curve. */

/** Ranks from 1; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const result = new Array<number>(values.length)
  for (let start = 0; start < order.length;) {
    let end = start
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++
    for (let place = start; place <= end; place++) result[order[place]!] = (start + end) / 2 + 1
    start = end + 1
  }
  return result
}

/** Spearman's rho between −1 and 1, as Pearson's correlation of the ranks (right with ties); 0 where one side never changes. */
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
