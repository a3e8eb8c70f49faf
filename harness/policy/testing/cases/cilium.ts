/** Cases of Cilium's policies on addresses and ports; the numbers are those of the collection that they come from. */
import {
  ciliumPolicy as cnp,
  clusterwidePolicy,
  label,
  networkPolicy,
  others,
  probe,
  type Case,
} from '../case.ts'

const A = { endpointSelector: label({ pod: 'a' }) }
const EVERY_POD = { endpointSelector: {} }
const IN_Y = label({ 'k8s:io.kubernetes.pod.namespace': 'y' })
const TCP = (port: string) => ({ port, protocol: 'TCP' })
/** Client b of x may reach pod a of x: all of it, and ports 80 and 81 (deny.rst). */
const CLIENT = [
  cnp('x', { ...A, ingress: [{ fromEndpoints: [label({ pod: 'b' })] }] }),
  cnp('x', {
    ...A,
    ingress: [{ fromEndpoints: [label({ pod: 'b' })], toPorts: [{ ports: [TCP('80')] }] }],
  }),
]
const PROBES_OF_CLIENT = ['x/a:81', 'x/a:80', 'x/a:icmp']
const dnsRule = (ports: object[]) => ({ ports, rules: { dns: [{ matchPattern: '*' }] } })
const DNS_PORT = { port: '53', protocol: 'UDP' }

export const CILIUM: Case[] = [
  {
    number: 'C-01',
    says: 'one empty rule selects nobody and switches default deny on',
    policies: [cnp('x', { ...A, ingress: [{}] })],
    probes: [probe([...others('x/a'), '172.17.0.9'], 'x/a', 'DENY'), probe('x/a', 'y/a', 'ALLOW')],
  },
  {
    number: 'C-02',
    says: 'an empty endpoint selector means the namespace of the policy',
    policies: [cnp('x', { ...A, ingress: [{ fromEndpoints: [{}] }] })],
    probes: [probe('x/b', 'x/a', 'ALLOW'), probe(['y/a', '172.17.0.9'], 'x/a', 'DENY')],
  },
  {
    number: 'C-05',
    says: 'a selector with a namespace means that namespace only',
    policies: [cnp('x', { ...A, ingress: [{ fromEndpoints: [IN_Y] }] })],
    probes: [probe(['y/a', 'y/b', 'y/c'], 'x/a', 'ALLOW'), probe('x/b', 'x/a', 'DENY')],
  },
  {
    number: 'C-06',
    says: 'the entity cluster is pods and nodes',
    policies: [cnp('x', { ...A, ingress: [{ fromEntities: ['cluster'] }] })],
    probes: [probe(['y/a', 'host'], 'x/a', 'ALLOW'), probe('172.17.0.9', 'x/a', 'DENY')],
  },
  {
    number: 'C-07',
    says: 'the entity world is outside',
    policies: [cnp('x', { ...A, ingress: [{ fromEntities: ['world'] }] })],
    probes: [probe('172.17.0.9', 'x/a', 'ALLOW'), probe('y/a', 'x/a', 'DENY')],
  },
  {
    number: 'C-08',
    says: 'a range of all addresses matches no pod',
    policies: [cnp('x', { ...A, egress: [{ toCIDR: ['0.0.0.0/0'] }] })],
    probes: [probe('x/a', '172.17.0.9', 'ALLOW'), probe('x/a', 'y/a', 'DENY')],
  },
  {
    number: 'C-11',
    says: 'a port without a protocol is every protocol',
    policies: [cnp('x', { ...A, ingress: [{ toPorts: [{ ports: [{ port: '80' }] }] }] })],
    probes: [
      probe('y/a', ['x/a:80/TCP', 'x/a:80/UDP', 'x/a:80/SCTP'], 'ALLOW'),
      probe('y/a', 'x/a:81/TCP', 'DENY'),
    ],
  },
  {
    number: 'C-12',
    says: 'a deny rule beats a rule that allows all',
    policies: [
      cnp('x', {
        ...A,
        egress: [{ toEntities: ['all'] }],
        egressDeny: [{ toEndpoints: [label({ pod: 'b' })] }],
      }),
    ],
    probes: [probe('x/a', 'x/b', 'DENY'), probe('x/a', 'x/c', 'ALLOW')],
  },
  {
    number: 'C-13',
    says: 'a deny rule alone switches default deny on',
    policies: [cnp('x', { ...A, ingressDeny: [{ fromEntities: ['world'] }] })],
    probes: [probe([...others('x/a'), '172.17.0.9'], 'x/a', 'DENY')],
  },
  {
    number: 'C-14',
    says: 'with default deny switched off a deny rule denies its peers only',
    policies: [
      cnp('x', {
        ...A,
        enableDefaultDeny: { ingress: false },
        ingressDeny: [{ fromEntities: ['world'] }],
      }),
    ],
    probes: [probe(others('x/a'), 'x/a', 'ALLOW'), probe('172.17.0.9', 'x/a', 'DENY')],
  },
  {
    number: 'C-15',
    says: "a deny rule beats Kubernetes' NetworkPolicy",
    policies: [
      networkPolicy('x', { podSelector: {}, ingress: [{}] }),
      cnp('x', { ...A, ingressDeny: [{ fromEndpoints: [IN_Y] }] }),
    ],
    probes: [probe('y/a', 'x/a', 'DENY'), probe('z/a', 'x/a', 'ALLOW'), probe('y/a', 'x/b', 'ALLOW')],
  },
  {
    number: 'C-16',
    says: 'nothing denied: ports and ping reach the pod',
    policies: CLIENT,
    probes: [probe('x/b', PROBES_OF_CLIENT, 'ALLOW'), probe('x/c', PROBES_OF_CLIENT, 'DENY')],
  },
  {
    number: 'C-16',
    says: 'a port denied: only the port',
    policies: [...CLIENT, cnp('x', { ...A, ingressDeny: [{ toPorts: [{ ports: [TCP('80')] }] }] })],
    probes: [probe('x/b', ['x/a:81', 'x/a:icmp'], 'ALLOW'), probe('x/b', 'x/a:80', 'DENY')],
  },
  {
    number: 'C-16',
    says: 'the client denied: nothing reaches the pod',
    policies: [...CLIENT, cnp('x', { ...A, ingressDeny: [{ fromEndpoints: [label({ pod: 'b' })] }] })],
    probes: [probe('x/b', PROBES_OF_CLIENT, 'DENY')],
  },
  {
    number: 'C-17',
    says: 'a rule without a section is invalid',
    policies: [cnp('x', A)],
    refused: 'must have at least one entry in ingress, ingressDeny, egress or egressDeny',
  },
  {
    number: 'C-17',
    says: 'a rule whose only section is empty is invalid',
    policies: [cnp('x', { ...EVERY_POD, ingress: [] })],
    refused: 'must have at least one entry in ingress, ingressDeny, egress or egressDeny',
  },
  {
    number: 'C-18',
    says: 'two kinds of peers in one rule are invalid',
    policies: [cnp('x', { ...A, ingress: [{ fromEndpoints: [{}], fromCIDR: ['10.0.0.0/8'] }] })],
    refused: 'spec.ingress[0]  combines fromEndpoints and fromCIDR, which Cilium refuses: write two rules',
  },
  {
    number: 'C-20',
    says: 'two kinds of request rules for a port are invalid',
    policies: [
      cnp('x', {
        ...A,
        egress: [{ toPorts: [{ ports: [TCP('80')], rules: { http: [{}], dns: [{ matchPattern: '*' }] } }] }],
      }),
    ],
    refused: 'spec.egress[0].toPorts[0].rules  has http and dns',
  },
  {
    number: 'C-21',
    says: 'a DNS rule for ingress is invalid',
    policies: [cnp('x', { ...A, ingress: [{ toPorts: [dnsRule([DNS_PORT])] }] })],
    refused: 'spec.ingress[0].toPorts[0].rules  has dns, which Cilium takes for egress only',
  },
  {
    number: 'C-21',
    says: 'a DNS rule with a range of ports is invalid',
    policies: [cnp('x', { ...A, egress: [{ toPorts: [dnsRule([{ ...DNS_PORT, endPort: 54 }])] }] })],
    refused: 'ports[0].endPort  must not be there, because dns rules take no range of ports',
  },
  {
    number: 'C-21',
    says: 'a request rule for port 0 is invalid',
    policies: [cnp('x', { ...A, ingress: [{ toPorts: [{ ports: [TCP('0')], rules: { http: [{}] } }] }] })],
    refused: 'ports[0].port  must not be 0 where the entry has http or dns rules',
  },
  {
    number: 'D-02',
    says: 'a range of all addresses but the pods lets nobody reach a pod, also not through a service',
    policies: [
      networkPolicy('x', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/16', '10.96.0.0/12'] } }] }],
      }),
    ],
    probes: [probe('x/a', 'y/a', 'DENY'), probe('x/a', '172.17.0.9', 'ALLOW')],
  },
  {
    number: 'C-05',
    says: 'a clusterwide policy selects and finds pods of every namespace',
    policies: [clusterwidePolicy({ ...A, ingress: [{ fromEndpoints: [label({ pod: 'b' })] }] })],
    probes: [
      probe(['x/b', 'y/b', 'z/b'], ['x/a', 'y/a'], 'ALLOW'),
      probe(['x/c', '172.17.0.9'], ['x/a', 'y/a'], 'DENY'),
      probe('x/c', 'x/b', 'ALLOW'),
    ],
  },
]
