/** Makes the verdict matrix of an arm: what the policies say, what the datapath was given, and what the wire shows. */
import { tryVerdicts } from '../../../arm/try-verdicts.ts'
import type { Verdicts } from '../../../results/verdicts.ts'
import { enforcedPolicies } from '../../shared/enforced-policies.ts'
import type { EnforcedInDatapath, NetnsDatapath, NodeSite } from '../datapath.ts'
import { cellsOf, type Cell } from '../../shared/verdicts/cells.ts'
import { worldOfSite } from '../policy/world-of-site.ts'
import { tryCellsOf } from './try-cells.ts'

/**
 * Tries every cell; the arm must run. Its policies are the same afterwards.
 * @param enforced what the installed datapath says of its policies; absent where it enforces none
 * @returns null for a scenario without policies of files
 */
export async function verdictsOfArm(
  site: NodeSite,
  { description, namesResolveTo }: NetnsDatapath,
  enforced: EnforcedInDatapath | undefined,
): Promise<Omit<Verdicts, 'arm'> | null> {
  const { policies } = site
  if (policies === undefined) return null
  const from = new Date().toISOString()
  const { cells, leftOut } = cellsOf(
    { topology: site.topology, worldWith: (mesh) => worldOfSite(site, mesh) },
    policies,
    description.enforcesPolicies,
  )
  const compiled = await enforced?.compiled()
  for (const cell of cells) cell.compiled = compiled?.(cell.attempt) ?? null
  const knownFirst = await tryVerdicts(cells, tryCellsOf(site, namesResolveTo))
  return {
    from,
    ...enforcedPolicies(policies, description),
    compiledFrom: enforced?.compiledFrom ?? null,
    knownFirst,
    inForce: (await enforced?.inForce()) ?? { notMeasured: 'nothing is enforced' },
    leftOut,
    cells: cells.map(stored),
    to: new Date().toISOString(),
  }
}

/** Without the attempt, which follows from the rest. */
function stored(cell: Cell): Verdicts['cells'][number] {
  const { from, to, port, served, request, expected, together, compiled, tries, notTried } = cell
  return {
    ...{ from, to, port, served, request, expected, together, compiled, tries },
    ...(notTried !== undefined && { notTried }),
  }
}
