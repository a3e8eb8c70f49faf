/** Checks what a schema cannot: that the parts of a plan fit together, so that no later step fails on a plan that was edited by hand. */
import { UsageError } from '../errors.ts'
import { LEFT_AS_IT_IS } from './read-records.ts'
import type { PlanRecord } from './record.ts'

export interface Misfit {
  path: PropertyKey[]
  message: string
}

/** What does not fit: an arm with a datapath that the plan does not describe, or a scenario that cannot have been run. */
export function planMisfits({
  datapaths,
  arms,
  scenario,
}: Pick<PlanRecord, 'datapaths' | 'arms' | 'scenario'>): Misfit[] {
  const described = new Set(datapaths.map(({ name }) => name))
  return [
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
