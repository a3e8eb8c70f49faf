/** Istio's redirect rules: all TCP that enters or leaves a pod goes through the pod's proxy, except for the proxy's own traffic. */
import type { NodeSite } from '../../datapath.ts'
import type { Pod } from '../../node/pod.ts'
import { chooseBackend, iptablesIn, type Backend } from '../../netfilter/backend.ts'
import { PROXY_ID } from '../../../../system/envoy.ts'
import { INBOUND_PORT, INBOUND_SOURCE, OUTBOUND_PORT } from '../../envoy/istio.ts'

/** Port of HBONE. The proxy itself answers there, so it is never redirected. */
const TUNNEL_PORT = 15008
/** Ports of Prometheus, health checks and the agent, which Istio's injector excludes from redirection. */
const EXCLUDED_INBOUND_PORTS = [15090, 15021, 15020]

/** The rules of REDIRECT mode, in the order of istio-iptables (tools/istio-iptables/pkg/capture). */
export function redirectRules(): string {
  const toInbound = `-o lo ! -d 127.0.0.1/32 -p tcp ! --dport ${TUNNEL_PORT} -m owner`
  return [
    '*nat',
    '-N ISTIO_INBOUND',
    '-N ISTIO_REDIRECT',
    '-N ISTIO_IN_REDIRECT',
    '-N ISTIO_OUTPUT',
    `-A ISTIO_INBOUND -p tcp --dport ${TUNNEL_PORT} -j RETURN`,
    `-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports ${OUTBOUND_PORT}`,
    `-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports ${INBOUND_PORT}`,
    '-A PREROUTING -p tcp -j ISTIO_INBOUND',
    ...EXCLUDED_INBOUND_PORTS.map((port) => `-A ISTIO_INBOUND -p tcp --dport ${port} -j RETURN`),
    '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT',
    '-A OUTPUT -j ISTIO_OUTPUT',
    `-A ISTIO_OUTPUT -o lo -s ${INBOUND_SOURCE}/32 -j RETURN`,
    ...['--uid-owner', '--gid-owner'].flatMap((owner) => [
      `-A ISTIO_OUTPUT ${toInbound} ${owner} ${PROXY_ID} -j ISTIO_IN_REDIRECT`,
      `-A ISTIO_OUTPUT -o lo -m owner ! ${owner} ${PROXY_ID} -j RETURN`,
      `-A ISTIO_OUTPUT -m owner ${owner} ${PROXY_ID} -j RETURN`,
    ]),
    '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
    '-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
    'COMMIT',
    '',
  ].join('\n')
}

/** Loads the rules into every pod and returns the iptables backend used. The rules vanish with the pods' namespaces. */
export async function installRedirect(site: NodeSite, pods: Pod[]): Promise<Backend> {
  const backend = await chooseBackend(site)
  await Promise.all(
    pods.map((pod) => iptablesIn(pod.netns, backend, site.runtimeDir).restore(redirectRules())),
  )
  return backend
}
