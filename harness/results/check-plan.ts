/** Checks what a schema cannot: that the parts of a plan fit together, so that no later step fails on a plan that was edited by hand. */
import { UsageError } from '../errors.ts'
import { LEFT_AS_IT_IS } from './read-records.ts'
import type { PlanRecord } from './record.ts'

/** @throws UsageError when an arm has a datapath that the plan does not describe, or when the scenario cannot have been run. */
export function checkPlan(plan: PlanRecord, file: string): PlanRecord {
  const described = new Set(plan.datapaths.map(({ name }) => name))
  const arm = plan.arms.find(({ datapath }) => !described.has(datapath))
  if (arm) throw misfit(file, `arm ${arm.name} has the datapath ${arm.datapath}, which is not in "datapaths"`)
  checkScenario(plan.scenario.hopsPerPage, plan.scenario.edges, file)
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
  if (hopsPerPage < 1)
    throw misfit(file, `scenario.hopsPerPage is ${hopsPerPage}, and a page has at least one hop`)
  let left = edges
  for (;;) {
    const callers = new Set(left.map(({ from }) => from))
    const rest = left.filter(({ to }) => callers.has(to))
    if (rest.length === left.length) break
    left = rest
  }
  const [edge] = left
  if (edge) throw misfit(file, `the call of ${edge.from} to ${edge.to} leads into a circle of services`)
}

const misfit = (file: string, what: string): UsageError => new UsageError(`${file}  ${what}`, LEFT_AS_IT_IS)
