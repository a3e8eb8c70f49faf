/**
 * A substitute for Istio's `peer_metadata` filter: adds and removes headers with the same names and about the same size at the
 * same points.
 */
import { type Workload } from '../../identity/workload.ts'
import { extension, type Message } from './message.ts'

/** One filter for each direction of traffic. */
export interface PeerMetadata {
  outbound: Message
  inbound: Message
}

const ID = 'x-envoy-peer-metadata-id'
const METADATA = 'x-envoy-peer-metadata'

/**
 * The outbound filter adds the headers to requests and removes them from answers. The inbound filter removes them from requests
 * and adds them to answers. So both proxies learn about their peer, and the apps never see the headers.
 */
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

/** The node id that Istio gives a proxy. */
export const nodeIdOf = (workload: Workload): string =>
  `sidecar~${workload.address}~${workload.name}-0.${workload.namespace}~${workload.namespace}.svc.cluster.local`

const headerMutation = (request: Message[], response: Message[]): Message =>
  extension(
    'envoy.filters.http.header_mutation',
    'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
    { mutations: { request_mutations: request, response_mutations: response } },
  )

/** Encodes the fields that Istio sends. Istio uses protobuf; JSON has a similar length. */
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
