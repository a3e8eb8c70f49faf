/** Leaves the further rates of a scenario out, where a run has no time for them. Pure. */
import { furtherRates } from '../results/further-rates.ts'
import type { LoadLeftOut } from '../results/record.ts'
import type { Scenario } from '../scenario/schema.ts'

/** The scenario without its further rates, and what was left out. The first load always stays. */
export function withoutFurtherRates(
  scenario: Scenario,
  why: LoadLeftOut['why'],
): { scenario: Scenario; loadsLeftOut: LoadLeftOut[] } {
  const { loads } = scenario
  const further = furtherRates(loads)
  return {
    scenario: { ...scenario, loads: loads.filter((load) => !further.includes(load)) },
    loadsLeftOut: further.map(({ name }) => ({ name, why })),
  }
}
