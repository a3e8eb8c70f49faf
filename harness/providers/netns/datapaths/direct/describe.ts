import { NO_CAPABILITIES } from '../../../../results/record/descriptor.ts'
import type { NetnsDescription } from '../../datapath.ts'

export const description: NetnsDescription = {
  name: 'direct',
  title: 'direct (pod to pod)',
  label: 'direct',
  noun: 'the plain network',
  family: 'plain',
  hue: 'grey',
  modelledBy: null,
  needs: [],
  rivals: [],
  quick: false,
  seeing: ['nothing'],
  enforcesNoPolicies: 'the plain network has no policy engine',
  capability: NO_CAPABILITIES,
  fidelity: {
    level: 'reference',
    ours: false,
    models: 'pods that call each other by pod address, as with headless services',
    product: null,
    same: ['a veth pair per pod and a route per pod on the node, as Calico and Cilium wire them'],
    missing: ['service addresses and load balancing', 'network policy'],
  },
}
