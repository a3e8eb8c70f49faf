/** The world that the policies of a node are judged in. */
import type { MeshMembership, World } from '../../../policy/world.ts'
import { worldOf } from '../../shared/policy-world.ts'
import type { NodeSite } from '../datapath.ts'

/** @param mesh membership of the pods; null for a datapath without sidecars */
export const worldOfSite = (
  { topology, strangers, pods }: Pick<NodeSite, 'topology' | 'strangers' | 'pods'>,
  mesh: MeshMembership | null,
): World =>
  worldOf(topology, {
    mesh,
    strangers,
    addressOf: (name) => pods.find((pod) => pod.name === name)!.address,
  })
