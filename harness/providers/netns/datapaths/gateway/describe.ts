/** Description of the central gateway, and how close it is to Envoy Gateway. */
import { NO_CAPABILITIES } from '../../../../results/record/descriptor.ts'
import type { NetnsDescription } from '../../datapath.ts'

export const description: NetnsDescription = {
  name: 'gateway',
  title: 'Central gateway (Envoy as Envoy Gateway sets it up)',
  label: 'gateway',
  noun: 'a central gateway',
  family: 'gateway',
  hue: 'brown',
  modelledBy: null,
  needs: ['iptables', 'envoy'],
  rivals: ['ebpf', 'sidecar'],
  quick: false,
  seeing: ['nothing'],
  hasReplicas: true,
  enforcesNoPolicies: 'pods accept calls past the gateway, and it knows callers by their addresses only',
  noDatabases: 'its listener takes HTTP only',
  // It enforces the policy by the caller's address, and for what goes through it only: the proofs show that a call to the address of
  // a pod is held back by nobody.
  capability: { ...NO_CAPABILITIES, parsesL7: true, enforcesL7Policy: true, emitsMetrics: true },
  fidelity: {
    level: 'emulated',
    ours: false,
    models:
      'Envoy Gateway 1.9 (vanilla Envoy 1.40) through which every call goes, from outside and between services',
    product: { name: 'Envoy Gateway', version: '1.9' },
    same: [
      'one Envoy in a pod of its own, or two behind one service address, over which kube-proxy spreads new connections at random',
      "a listener on 10080 with Envoy Gateway's settings, a virtual host with all names of a service, a cluster with its pods",
      'route, retry and timeout settings as an HTTPRoute without policies gets them: no retries',
      'authorization by client address for each route, as its SecurityPolicy does it, where the scenario has a policy',
      'all of its statistics are kept, access log off',
    ],
    missing: [
      'policy and sight of calls that skip the gateway: a pod accepts connections from everybody',
      'who calls: the gateway knows a caller by the address of its pod, not by an identity; credentials (JWT, API keys, mutual TLS) are off',
      'two threads instead of one for each core, as many as the sidecars have; the client is in no other network',
      "Envoy Gateway's control plane, xDS, shutdown manager, readiness listener and Prometheus port: the configuration is static",
      'load balancer and NodePort in front of the gateway, several nodes',
    ],
  },
}
