/** For tests: all cases of the collection, by the place where policies of their kind are enforced. */
import { CILIUM } from './cases/cilium.ts'
import { CILIUM_REQUESTS } from './cases/cilium-requests.ts'
import { ISTIO } from './cases/istio.ts'
import { KUBERNETES_PEERS } from './cases/kubernetes-peers.ts'
import { KUBERNETES_PORTS } from './cases/kubernetes-ports.ts'

export const BY_IDENTITY = [...KUBERNETES_PEERS, ...KUBERNETES_PORTS, ...CILIUM, ...CILIUM_REQUESTS]
export const AT_SIDECAR = ISTIO
