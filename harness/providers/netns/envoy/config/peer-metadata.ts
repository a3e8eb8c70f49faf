/** A stand-in for Istio's `peer_metadata` filter: headers of the same names and about the same size, added and taken off alike. */
import { type Workload } from '../../identity/workload.ts'
import { extension, type Message } from './message.ts'

/** One filter for each direction of traffic. */
export interface PeerMetadata {
  outbound: Message
  inbound: Message
}

const ID = 'x-envoy-peer-metadata-id'
const METADATA = 'x-envoy-peer-metadata'

/** Out: tells the callee who calls, hides the answer's from the app. In: hides the caller's from the app, tells the caller who answers. */
export function peerMetadata(workload: Workload): PeerMetadata {
  const added = [
    {
      append: { header: { key: ID, value: nodeIdOf(workload) }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    },
    {
      append: {
        header: { key: METADATA, value: encode(workload) },
        append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
      },
    },
  ]
  const hide = [{ remove: ID }, { remove: METADATA }]
  return { outbound: headerMutation(added, hide), inbound: headerMutation(hide, added) }
}

/** Istio's name for a proxy. */
export const nodeIdOf = (workload: Workload): string =>
  `sidecar~${workload.address}~${workload.name}-0.${workload.namespace}~${workload.namespace}.svc.cluster.local`

const headerMutation = (request: Message[], response: Message[]): Message =>
  extension(
    'envoy.filters.http.header_mutation',
    'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
    { mutations: { request_mutations: request, response_mutations: response } },
  )

/** The fields Istio sends (it encodes them as protobuf; JSON comes to a similar length). */
function encode({ name, namespace }: Workload): string {
  const fields = {
    CLUSTER_ID: 'Kubernetes',
    LABELS: {
      app: name,
      'pod-template-hash': '5f7d8c9b6d',
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': name,
      'service.istio.io/canonical-revision': 'latest',
    },
    NAME: `${name}-5f7d8c9b6d-x2vlq`,
    NAMESPACE: namespace,
    OWNER: `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
    WORKLOAD_NAME: name,
  }
  return Buffer.from(JSON.stringify(fields)).toString('base64')
}
