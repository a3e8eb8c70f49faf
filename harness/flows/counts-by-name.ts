/** Sums of counts by names that a file gives: any name, also one that objects have of their own, such as "constructor". */
export function countsByName(
  counts: Iterable<readonly [name: string, count: number]>,
): Record<string, number> {
  const sums = new Map<string, number>()
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count)
  return Object.fromEntries(sums)
}
