/** Loads that ask the first load's question at another rate. Pure. */
import type { PlanRecord } from './record.ts'

/** The loads behind the first that differ from it in their rate, and not in their connections, which would be another question. */
export const furtherRates = <Load extends Pick<PlanRecord['loads'][number], 'connection'>>(
  loads: readonly Load[],
): Load[] => loads.slice(1).filter(({ connection }) => connection === loads[0]?.connection)
