/** The policies of a scenario in one arm on a cluster: applied as they are written, with the names of the arm, and tried on the wire. */
import type { Proof } from '../../../arm/claims.ts'
import { tryVerdicts, type TryCells } from '../../../arm/try-verdicts.ts'
import { BenchError } from '../../../errors.ts'
import type { WrittenPolicy } from '../../../policy/written-policies.ts'
import { endedAs, isDenial, type Verdicts } from '../../../results/verdicts.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import { UNMARKED } from '../../../workload/page-mark.ts'
import { enforcedPolicies } from '../../shared/enforced-policies.ts'
import { worldOf } from '../../shared/policy-world.ts'
import { cellsOf, type Cell } from '../../shared/verdicts/cells.ts'
import type { RunSite } from '../../provider.ts'
import { apply, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { Cluster } from '../cluster.ts'
import { enforcingOf } from '../mesh/enforcement-point.ts'
import { armPolicies } from './arm-policies.ts'
import { proofsOfForce, putInForce, type PutInForce } from './put-in-force.ts'
import { refuseInvalid } from './refuse-invalid.ts'
import { targetsFor, tryCellsOf, type TryingSite } from './try-cells.ts'

export interface PoliciesOfArm {
  settings: Record<string, string>
  prove(): Promise<Proof[]>
  /** Absent for a scenario without policies of files. */
  verdicts?: () => Promise<Omit<Verdicts, 'arm'>>
}

interface PoliciesSite extends TryingSite {
  run: Pick<RunSite, 'policies' | 'writtenPolicies' | 'topology'>
  cluster: Pick<Cluster, 'removedWithRun' | 'inPodNetwork'>
}

/**
 * Applies the policies that the datapath enforces and returns when they are in force, or when waiting longer would not help: the proofs tell.
 * @throws BenchError with `file:line:column` for policies that the API server refuses
 */
export async function policiesOfArm(site: PoliciesSite, cleanup: Cleanup): Promise<PoliciesOfArm> {
  const { datapath, pods } = site
  const { policies, topology } = site.run
  if (policies === undefined) return { settings: {}, prove: () => Promise.resolve([]) }
  const enforcing = enforcingOf(datapath)
  const { enforcesPolicies: point } = enforcing
  const world = (mesh: Parameters<typeof worldOf>[1]['mesh']) =>
    worldOf(topology, {
      mesh,
      addressOf: (name) => pods.find(({ service }) => service === name)?.address ?? '',
    })
  const { cells, leftOut } = cellsOf({ topology, worldWith: world }, policies, point)
  const targetOf = await targetsFor(site, cells)
  const tryCells = tryCellsOf(site, targetOf)
  const objects = objectsFor(site, point?.at)
  const force =
    objects.length === 0 ? null : await inForce({ ...site, targetOf, tryCells }, cells, objects, cleanup)
  return {
    settings: {
      policies:
        objects.length === 0
          ? `none applied${enforcing.enforcesNoPolicies === undefined ? '' : `, because ${enforcing.enforcesNoPolicies}`}`
          : `${objects.length} applied: ${objects.map(({ objects: [one] }) => nameOf(one!)).join(', ')}`,
    },
    prove: async () =>
      force === null
        ? []
        : [...proofsOfForce(force, datapath.title), ...(await proveOrdinary(cells, tryCells))],
    async verdicts() {
      const from = new Date().toISOString()
      const fresh = cells.map((cell): Cell => ({ ...cell, tries: [] }))
      const knownFirst = await tryVerdicts(fresh, tryCells)
      return {
        from,
        ...enforcedPolicies(policies, enforcing),
        compiledFrom: null,
        knownFirst,
        inForce: force?.inForce ?? { notMeasured: 'nothing is enforced' },
        leftOut,
        cells: fresh.map(stored),
        to: new Date().toISOString(),
      }
    },
  }
}

/** A cell without the attempt that it was judged by. */
const stored = (cell: Cell): Verdicts['cells'][number] => {
  const kept: Omit<Cell, 'attempt'> & Partial<Pick<Cell, 'attempt'>> = { ...cell }
  delete kept.attempt
  return kept
}

const nameOf = ({ kind, metadata: { namespace, name } }: Manifest): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`

/** The policies of the kinds that the datapath enforces, but for those in namespaces where the arm has no pod. */
function objectsFor(
  { run: { writtenPolicies = [], topology }, names, cluster }: PoliciesSite,
  at: 'identity' | 'proxy' | undefined,
) {
  if (at === undefined) return []
  const isOfKind = ({ object: { kind } }: WrittenPolicy): boolean =>
    (kind === 'AuthorizationPolicy') === (at === 'proxy')
  const mine = armPolicies(writtenPolicies.filter(isOfKind), names, Object.keys(topology.services))
  const applied = mine.filter(({ objects }) => objects.length > 0)
  if (!cluster.removedWithRun) refuseClusterwide(applied.flatMap(({ objects }) => objects))
  return applied
}

/** A killed run would leave them in a cluster that goes on without it, where nothing removes them. */
function refuseClusterwide(objects: readonly Manifest[]): void {
  const clusterwide = objects.filter(({ metadata }) => metadata.namespace === undefined)
  if (clusterwide.length === 0) return
  throw new BenchError(
    `${clusterwide.map(nameOf).join(', ')} would lie in no namespace of a cluster that this run does not remove`,
    'use --provider kind without --keep, or write a CiliumNetworkPolicy for each namespace',
  )
}

async function inForce(
  site: PoliciesSite & Pick<Parameters<typeof putInForce>[0], 'targetOf' | 'tryCells'>,
  cells: readonly Cell[],
  policies: ReturnType<typeof objectsFor>,
  cleanup: Cleanup,
): Promise<PutInForce> {
  const objects = policies.flatMap((one) => one.objects)
  await refuseInvalid(site.api, policies)
  // A bring-up begins without policies, so that each measures when they are in force.
  cleanup.defer('policies', async () => {
    for (const object of objects) await remove(site.api, object)
  })
  return putInForce({ ...site, isSameClock: site.cluster.inPodNetwork !== null }, cells, () =>
    apply(site.api, objects),
  )
}

/** What every bring-up proves: that each caller is answered, or denied, at what every page asks for. The matrix has the rest. */
async function proveOrdinary(cells: readonly Cell[], tryCells: TryCells): Promise<Proof[]> {
  const ordinary = cells.filter(
    ({ served, request }) =>
      served === 'database' || (request?.method === 'GET' && request.path === UNMARKED),
  )
  const tries = await tryCells(ordinary)
  return ordinary.map((cell, n): Proof => {
    const { from, to, served, expected } = cell
    const { face, status } = tries[n]!.outcome
    return {
      kind: 'policy',
      subject: { from, to },
      claim: `${from} ${isDenial(expected.outcome) ? 'may not' : 'may'} ${served === 'database' ? `query ${to}` : `ask ${to} for /`}`,
      where: `${from} → ${to}`,
      expected: { text: expected.outcome },
      observed: { text: status === null ? face : String(status) },
      holds: endedAs(cell, expected.outcome, tries[n]!),
      source: `client of its own in the pod of ${from}`,
    }
  })
}
