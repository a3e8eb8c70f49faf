/** Cases of Kubernetes' NetworkPolicy that are about directions and ports; the numbers are those of the collection (see cases.test.ts). */
import { ALL, label, networkPolicy as np, others, probe, withPods, worldOfCases, type Case } from '../case.ts'

const A = { podSelector: label({ pod: 'a' }) }
const EVERY_POD = { podSelector: {} }
const ns = (name: string) => ({ namespaceSelector: label({ ns: name }) })
/** Everything into x from y on this port. */
const xFromY = (port: number) => np('x', { ...EVERY_POD, ingress: [{ from: [ns('y')], ports: [{ port }] }] })

export const KUBERNETES_PORTS: Case[] = [
  {
    number: 'NP-01',
    says: 'without a policy everything is allowed',
    policies: [],
    probes: [probe(ALL, ALL, 'ALLOW')],
  },
  {
    number: 'NP-03',
    says: 'deny both directions of a namespace',
    policies: [np('x', { ...EVERY_POD, policyTypes: ['Ingress', 'Egress'] })],
    probes: [
      probe('x/a', 'y/a', 'DENY'),
      probe('y/a', 'x/a', 'DENY'),
      probe(['y/a', 'y/b'], ['z/a', 'z/b', 'z/c'], 'ALLOW'),
    ],
  },
  {
    number: 'NP-04',
    says: 'deny all egress of a namespace',
    policies: [np('x', { ...EVERY_POD, egress: [], policyTypes: ['Egress'] })],
    probes: [probe('x/a', 'x/b', 'DENY'), probe('x/a', 'y/a', 'DENY'), probe('y/a', 'x/a', 'ALLOW')],
  },
  {
    number: 'NP-05',
    says: 'deny all egress of one pod',
    policies: [np('x', { ...A, egress: [], policyTypes: ['Egress'] })],
    probes: [probe('x/a', others('x/a'), 'DENY'), probe('x/b', others('x/b'), 'ALLOW')],
  },
  {
    number: 'NP-16',
    says: 'an empty list of peers means all peers',
    policies: [np('x', { ...A, ingress: [{ from: [], ports: [{ port: 80 }] }] })],
    probes: [probe([...others('x/a'), '172.17.0.9'], 'x/a', 'ALLOW'), probe(others('x/a'), 'x/a:81', 'DENY')],
  },
  {
    number: 'NP-19',
    says: 'policies about different ports stack',
    policies: [xFromY(81), xFromY(80)],
    probes: [probe('y/a', ['x/a:80', 'x/a:81'], 'ALLOW'), probe('z/a', ['x/a:80', 'x/a:81'], 'DENY')],
  },
  {
    number: 'NP-20',
    says: 'the name of a port for ingress is looked up at the selected pod',
    policies: [np('x', { ...A, ingress: [{ ports: [{ port: 'serve-81-tcp' }] }] })],
    probes: [probe(others('x/a'), 'x/a:81', 'ALLOW'), probe(others('x/a'), 'x/a:80', 'DENY')],
  },
  {
    number: 'NP-21',
    says: 'the name of a port for egress is looked up at the destination',
    policies: [
      np('x', { ...EVERY_POD, egress: [{ ports: [{ port: 'serve-80-tcp' }] }], policyTypes: ['Egress'] }),
    ],
    world: withPods(worldOfCases(), {
      'y/b': { ports: [{ name: 'serve-80-tcp', port: 8080, protocol: 'TCP' }] },
    }),
    probes: [
      probe('x/a', 'y/a:80', 'ALLOW'),
      probe('x/a', 'y/a:81', 'DENY'),
      probe('x/a', 'y/b:8080', 'ALLOW'),
      probe('x/a', 'y/b:80', 'DENY'),
      probe('x/a', '172.17.0.9:80', 'DENY'),
    ],
  },
  {
    number: 'NP-23',
    says: 'a port without a protocol is TCP',
    policies: [np('x', { ...A, ingress: [{ ports: [{ port: 80 }] }] })],
    probes: [probe('y/a', 'x/a:80/TCP', 'ALLOW'), probe('y/a', 'x/a:80/UDP', 'DENY')],
  },
  {
    number: 'NP-24',
    says: 'a protocol without a port is every port of the protocol',
    policies: [np('x', { ...A, ingress: [{ ports: [{ protocol: 'TCP' }] }] })],
    probes: [
      probe('y/a', ['x/a:80', 'x/a:81', 'x/a:65535'], 'ALLOW'),
      probe('y/a', ['x/a:80/UDP', 'x/a:icmp'], 'DENY'),
    ],
  },
  {
    number: 'NP-25',
    says: 'a range of ports includes both ends',
    policies: [np('x', { ...A, ingress: [{ ports: [{ port: 80, endPort: 81 }] }] })],
    probes: [probe('y/a', ['x/a:80', 'x/a:81'], 'ALLOW'), probe('y/a', ['x/a:79', 'x/a:82'], 'DENY')],
  },
  {
    number: 'NP-29',
    says: 'a rule for SCTP isolates TCP and opens none of it',
    policies: [np('x', { ...A, ingress: [{ ports: [{ port: 81, protocol: 'SCTP' }] }] })],
    probes: [probe('y/a', 'x/a:81/TCP', 'DENY')],
  },
  {
    number: 'NP-34',
    says: 'an empty egress without policyTypes leaves egress open and closes ingress',
    policies: [np('x', { ...A, egress: [] })],
    probes: [probe('x/a', others('x/a'), 'ALLOW'), probe(others('x/a'), 'x/a', 'DENY')],
  },
  {
    number: 'NP-35',
    says: 'a policy without policyTypes and rules closes ingress',
    policies: [np('x', A)],
    probes: [probe(others('x/a'), 'x/a', 'DENY'), probe('x/a', others('x/a'), 'ALLOW')],
  },
  {
    number: 'NP-45',
    says: 'an allowed connection does not allow a new one back',
    policies: [np('x', { ...A, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [ns('y')] }] })],
    probes: [probe('y/a', 'x/a', 'ALLOW'), probe('x/a', 'y/a', 'DENY')],
  },
]
