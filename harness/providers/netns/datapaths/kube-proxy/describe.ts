import { NO_CAPABILITIES } from '../../../../results/record/descriptor.ts'
import type { NetnsDescription } from '../../datapath.ts'

export const description: NetnsDescription = {
  name: 'kube-proxy-iptables',
  title: 'kube-proxy (iptables)',
  label: 'kube-proxy',
  noun: 'kube-proxy (iptables)',
  family: 'kube-proxy',
  hue: 'ochre',
  modelledBy: null,
  needs: ['iptables'],
  rivals: [],
  // Everything else is installed on it, so without it a quick run would answer other questions than a whole one.
  quick: true,
  seeing: ['nothing'],
  enforcesNoPolicies: 'kube-proxy only translates addresses of services; policies are left to a CNI plugin',
  capability: NO_CAPABILITIES,
  fidelity: {
    level: 'emulated',
    ours: false,
    models: 'kube-proxy of Kubernetes 1.33, iptables mode',
    product: { name: 'Kubernetes', version: '1.33' },
    same: [
      'chains, rules, their order, comments and names as kube-proxy writes them',
      'comments of endpoint rules left out above 1000 endpoints',
      'DNS as a service over UDP and TCP',
      'masquerade of a pod that calls itself; random source ports',
      'kernel settings of kube-proxy that belong to a namespace',
    ],
    missing: [
      'the program itself: watching the API, sync loop, partial updates, health checks, metrics',
      'NodePort, LoadBalancer and external addresses, session affinity, nfacct counters',
      'the API server as a service; several endpoints of a called service',
    ],
  },
}
