/** Checks what a schema cannot: that the parts of a plan fit together, so that no later step fails on a plan that was edited by hand. */
import { UsageError } from '../errors.ts'
import { printable } from '../words/printable.ts'
import { LEFT_AS_IT_IS } from './read-records.ts'
import type { PlanRecord } from './record.ts'

export interface Misfit {
  path: PropertyKey[]
  message: string
}

/** What does not fit: no baseline, an arm with a datapath that the plan does not describe, or a scenario that cannot have been run. */
export function planMisfits({
  datapaths,
  arms,
  scenario,
}: Pick<PlanRecord, 'datapaths' | 'arms' | 'scenario'>): Misfit[] {
  const described = new Set(datapaths.map(({ name }) => name))
  return [
    ...(arms.some(({ role }) => role === 'baseline')
      ? []
      : [{ path: ['arms'], message: 'no arm has the role "baseline", with which all others are compared' }]),
    ...arms.flatMap(({ name, datapath }, n): Misfit[] =>
      described.has(datapath)
        ? []
        : [
            {
              path: ['arms', n, 'datapath'],
              message: `arm ${name} has the datapath ${datapath}, which is not in "datapaths"`,
            },
          ],
    ),
    ...unknownEnds(scenario),
    ...scenarioMisfits(scenario.hopsPerPage, scenario.edges),
  ]
}

/** @throws UsageError for the first misfit of the plan */
export function checkPlan(plan: PlanRecord, file: string): PlanRecord {
  refuse(planMisfits(plan), file)
  return plan
}

/**
 * Both kinds of records need this check: a report divides by the hops, and follows the edges from the client to the last service.
 * @throws UsageError when a page has no hop, or when services call each other in a circle.
 */
export function checkScenario(
  hopsPerPage: number,
  edges: readonly { from: string; to: string }[],
  file: string,
): void {
  refuse(scenarioMisfits(hopsPerPage, edges), file)
}

function refuse([first]: readonly Misfit[], file: string): void {
  if (first) throw new UsageError(`${file}  ${first.message}`, LEFT_AS_IT_IS)
}

/** Calls and queries of what the scenario does not have. A name such as "__proto__" is never among the services that were read. */
function unknownEnds({ services, databases = {}, edges, queries = [] }: PlanRecord['scenario']): Misfit[] {
  const callers = new Set(['client', ...Object.keys(services)])
  const unknown = (
    of: string,
    all: readonly { from: string; to: string }[],
    servers: ReadonlySet<string>,
  ): Misfit[] =>
    all.flatMap(({ from, to }, n) => {
      const [name, whose] = callers.has(from) ? [to, servers] : [from, callers]
      const message = `scenario.${of}[${n}] names ${printable(name)}, which the scenario does not have`
      return whose.has(name) ? [] : [{ path: ['scenario', of, n], message }]
    })
  return [
    ...unknown('edges', edges, callers),
    ...unknown('queries', queries, new Set(Object.keys(databases))),
  ]
}

function scenarioMisfits(hopsPerPage: number, edges: readonly { from: string; to: string }[]): Misfit[] {
  const path = ['scenario', 'hopsPerPage']
  if (hopsPerPage < 1)
    return [{ path, message: `scenario.hopsPerPage is ${hopsPerPage}, and a page has at least one hop` }]
  let left = edges
  for (;;) {
    const callers = new Set(left.map(({ from }) => from))
    const rest = left.filter(({ to }) => callers.has(to))
    if (rest.length === left.length) break
    left = rest
  }
  const [edge] = left
  if (!edge) return []
  return [
    {
      path: ['scenario', 'edges', edges.indexOf(edge)],
      message: `the call of ${edge.from} to ${edge.to} leads into a circle of services`,
    },
  ]
}
