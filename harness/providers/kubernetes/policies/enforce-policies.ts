/** The policies of a scenario in one arm on a cluster: applied as they are written, with the names of the arm, and proved on the wire. */
import type { Proof } from '../../../arm/claims.ts'
import { BenchError } from '../../../errors.ts'
import type { EnforcementPoint } from '../../../policy/evaluate/enforcement-point.ts'
import { nameOf } from '../../../policy/policy.ts'
import type { Cleanup } from '../../../system/cleanup.ts'
import { policyCells } from '../../shared/policy-cells.ts'
import { worldOf } from '../../shared/policy-world.ts'
import type { RunSite } from '../../provider.ts'
import { apply, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import { enforcementPointOf } from '../mesh/enforcement-point.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import { armPolicies } from './arm-policies.ts'
import { askFrom, type AskingSite } from './ask-cells.ts'
import { proofsOfForce, proveCells, putInForce } from './in-force.ts'
import { refuseInvalid } from './refuse-invalid.ts'

export interface EnforcedPolicies {
  settings: Record<string, string>
  prove(): Promise<Proof[]>
}

/** What an arm without policies of files has. */
const NONE: EnforcedPolicies = { settings: {}, prove: () => Promise.resolve([]) }

/**
 * Applies the policies and returns when they are in force, or when waiting longer would not help: the proofs tell.
 * @throws BenchError with `file:line:column` for policies that the API server refuses
 */
export async function enforcePolicies(
  { policies, topology }: Pick<RunSite, 'policies' | 'topology'>,
  datapath: MeshDatapath,
  asking: AskingSite & { pods: readonly WorkloadPod[]; removedWithRun: boolean },
  cleanup: Cleanup,
): Promise<EnforcedPolicies> {
  if (policies === undefined) return NONE
  const point = enforcementPointOf(datapath)
  if (point === undefined) return { ...NONE, settings: { policies: NOT_APPLIED } }
  const { api, names, pods } = asking
  const mine = armPolicies(policies.written, names, Object.keys(topology.services))
  const objects = mine.flatMap((one) => one.objects)
  if (!asking.removedWithRun) refuseClusterwide(objects)
  await refuseInvalid(api, mine)
  cleanup.defer('policies', async () => {
    for (const object of objects) await remove(api, object)
  })
  const cells = policyCells(topology, worldOfArm(topology, pods, point), policies, point)
  const ask = askFrom(asking)
  const force = await putInForce(cells, ask, () => apply(api, objects))
  const idle = mine.filter((one) => one.objects.length === 0)
  return {
    settings: {
      policies: `${objects.length} applied: ${objects.map(nameOfObject).join(', ')}`,
      ...(idle.length > 0 && {
        'policies without a pod': idle
          .map(({ written: { object } }) =>
            nameOf({ kind: object.kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name }),
          )
          .join(', '),
      }),
    },
    prove: async () => [...proofsOfForce(force), ...(await proveCells(cells, ask))],
  }
}

/** A killed run would leave them in a cluster that goes on without it, where nothing removes them. */
function refuseClusterwide(objects: readonly Manifest[]): void {
  const clusterwide = objects.filter(({ metadata }) => metadata.namespace === undefined)
  if (clusterwide.length === 0) return
  throw new BenchError(
    `${clusterwide.map(nameOfObject).join(', ')} would lie in no namespace of a cluster that this run does not remove`,
    'use --provider kind without --keep, or write a CiliumNetworkPolicy for each namespace',
  )
}

const nameOfObject = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`

const NOT_APPLIED =
  'not enforced, because nothing that this arm is about enforces policies; hopbench applies none here, whatever the network of the cluster could do'

const worldOfArm = (
  topology: RunSite['topology'],
  pods: readonly WorkloadPod[],
  { at }: EnforcementPoint,
) =>
  worldOf(topology, {
    mesh: at === 'proxy' ? { mutualTls: 'strict' } : null,
    addressOf: (name) => pods.find(({ service }) => service === name)?.address ?? '',
  })
