/** Fillers: services with endpoints that nobody calls. They exist to make the service tables larger. */
import { applyMany } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { ArmNames } from './arm-names.ts'

/** The address of an endpoint in 198.18.0.0/15 (RFC 2544). Each filler has its own: with a shared endpoint Cilium's agent grew past 1 GB (docs/kubernetes.md#services-that-nobody-calls). */
const endpointOf = (n: number): string => `198.18.${64 + (n >> 8)}.${n & 255}`

export const fillerNamespace = (names: ArmNames): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: names.fillers, labels: names.labels },
})

/** The Service and EndpointSlice of each filler. Pure. */
export function fillerObjects(names: ArmNames, count: number): Manifest[] {
  return Array.from({ length: count }, (_, n) => {
    const name = `filler-${String(n).padStart(5, '0')}`
    const metadata = { name, namespace: names.fillers, labels: names.labels }
    return [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [endpointOf(n)], conditions: { ready: true } }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]
  }).flat()
}

export const applyFillers = (api: ClusterApi, names: ArmNames, count: number): Promise<void> =>
  applyMany(api, fillerObjects(names, count))
