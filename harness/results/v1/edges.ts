/** Who calls whom in a scenario of version 1, which stored the calls of each service instead. */
import type { RunRecord } from './record.ts'
import type { RunRecord as Converted } from '../record.ts'

const CLIENT = 'client'

type Scenario = RunRecord['scenario']

/** Callers in the order of the file, the client first. */
export function edgesOfRun(scenario: Scenario): Converted['scenario']['edges'] {
  const calls = new Map([
    [CLIENT, timesOf(scenario.page.flat())],
    ...Object.entries(scenario.services).map(
      ([name, service]) => [name, timesOf(service.calls)] as [string, Map<string, number>],
    ),
  ])
  const requests = (name: string): number =>
    name === CLIENT
      ? 1
      : [...calls].reduce(
          (sum, [from, times]) => sum + (times.has(name) ? times.get(name)! * requests(from) : 0),
          0,
        )
  return [...calls].flatMap(([from, times]) =>
    [...times].map(([to, count]) => ({ from, to, callsPerPage: count * requests(from) })),
  )
}

/** The calls between services, without the client's: what a check for circles needs. */
export const callsOfServices = ({ services }: Scenario): { from: string; to: string }[] =>
  Object.entries(services).flatMap(([from, { calls }]) =>
    [...timesOf(calls).keys()].map((to) => ({ from, to })),
  )

/** "orders.shop" is the service orders. */
function timesOf(targets: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const target of targets) {
    const to = target.split('.')[0]!
    times.set(to, (times.get(to) ?? 0) + 1)
  }
  return times
}
