/** Every datapath on network namespaces, in the order a report lists them. */
import type { NetnsDatapath } from '../datapath.ts'
import { direct } from './direct/index.ts'
import { ebpf } from './ebpf/index.ts'
import { gateway } from './gateway/index.ts'
import { kubeProxyIptables } from './kube-proxy/index.ts'
import { sidecar, sidecarMtls } from './sidecar/index.ts'

export const datapaths: NetnsDatapath[] = [direct, kubeProxyIptables, ebpf, sidecar, sidecarMtls, gateway]
