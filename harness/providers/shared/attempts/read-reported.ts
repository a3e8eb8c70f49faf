/** What the program of attempts printed: a line for each try, as tries end. */
import type { Order, Reported } from './order.ts'

/** Returns the tries in the order in which they began, and how many the order asked for. There are fewer where the program could not try. */
export function readReported(output: string, order: Order): { reported: Reported[]; expected: number } {
  const reported = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Reported)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
  return { reported, expected: order.targets.length * order.times }
}
