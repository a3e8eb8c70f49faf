/** Cases of Kubernetes' NetworkPolicy that are about peers; the numbers are those of the collection (see cases.test.ts). */
import { label, networkPolicy as np, others, probe, withPods, worldOfCases, type Case } from '../case.ts'

const A = { podSelector: label({ pod: 'a' }) }
const EVERY_POD = { podSelector: {} }
const ns = (name: string) => ({ namespaceSelector: label({ ns: name }) })
const notIn = (key: string, ...values: string[]) => ({
  namespaceSelector: { matchExpressions: [{ key, operator: 'NotIn', values }] },
})
/** Pod a of x takes calls from these peers. */
const aFrom = (...from: object[]) => np('x', { ...A, ingress: [{ from }] })
const DENY_INGRESS = np('x', { ...EVERY_POD, policyTypes: ['Ingress'] })
const OUTSIDE = { ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } }
const dnsWorld = withPods(worldOfCases(), {
  'z/c': {
    labels: { 'k8s-app': 'kube-dns' },
    ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
  },
})

export const KUBERNETES_PEERS: Case[] = [
  {
    number: 'NP-02',
    says: 'deny all ingress of a namespace, also from the same namespace',
    policies: [DENY_INGRESS],
    probes: [
      probe('y/a', 'x/a', 'DENY'),
      probe('x/b', 'x/a', 'DENY'),
      probe('x/a', 'y/a', 'ALLOW'),
      probe('y/a', 'y/b', 'ALLOW'),
    ],
  },
  {
    number: 'NP-06',
    says: 'a podSelector alone means the namespace of the policy',
    policies: [aFrom({ podSelector: label({ pod: 'b' }) })],
    probes: [probe('x/b', 'x/a', 'ALLOW'), probe('y/b', 'x/a', 'DENY'), probe('x/c', 'x/a', 'DENY')],
  },
  {
    number: 'NP-07',
    says: 'an empty podSelector means all pods of the namespace of the policy',
    policies: [aFrom({ podSelector: {} })],
    probes: [probe('x/b', 'x/a', 'ALLOW'), probe('y/a', 'x/a', 'DENY')],
  },
  {
    number: 'NP-08',
    says: 'an empty namespaceSelector means all pods',
    policies: [aFrom({ namespaceSelector: {} })],
    probes: [probe(['x/b', 'y/a', 'z/c'], 'x/a', 'ALLOW')],
  },
  {
    number: 'NP-09',
    says: 'a namespaceSelector does not imply the own namespace',
    policies: [aFrom(ns('y'))],
    probes: [probe('y/a', 'x/a', 'ALLOW'), probe('x/b', 'x/a', 'DENY'), probe('z/a', 'x/a', 'DENY')],
  },
  {
    number: 'NP-10',
    says: 'two list items are alternatives',
    policies: [aFrom(notIn('ns', 'x'), { podSelector: label({ pod: 'b' }) })],
    probes: [probe('y/c', 'x/a', 'ALLOW'), probe('x/b', 'x/a', 'ALLOW'), probe('x/c', 'x/a', 'DENY')],
  },
  {
    number: 'NP-11',
    says: 'two selectors of one list item must both hold',
    policies: [aFrom({ ...notIn('ns', 'x'), podSelector: label({ pod: 'b' }) })],
    probes: [probe(['y/b', 'z/b'], 'x/a', 'ALLOW'), probe('x/b', 'x/a', 'DENY'), probe('y/a', 'x/a', 'DENY')],
  },
  {
    number: 'NP-12',
    says: 'an expression with In takes each of its values',
    policies: [
      aFrom({
        ...notIn('ns', 'x'),
        podSelector: { matchExpressions: [{ key: 'pod', operator: 'In', values: ['b', 'c'] }] },
      }),
    ],
    probes: [probe(['y/b', 'z/c'], 'x/a', 'ALLOW'), probe('y/a', 'x/a', 'DENY'), probe('x/c', 'x/a', 'DENY')],
  },
  {
    number: 'NP-14',
    says: 'a policy that allows adds to one that denies all',
    policies: [DENY_INGRESS, aFrom({ podSelector: {}, namespaceSelector: {} })],
    probes: [probe(others('x/a'), 'x/a', 'ALLOW'), probe(others('x/b'), 'x/b', 'DENY')],
  },
  {
    number: 'NP-28',
    says: 'ipBlock beside a selector is invalid',
    policies: [aFrom({ ...OUTSIDE, podSelector: {} })],
    refused: 'spec.ingress[0].from[0]  has ipBlock together with a selector: write two list items',
  },
  {
    number: 'NP-28',
    says: 'a peer with nothing in it is invalid',
    policies: [aFrom({})],
    refused: 'spec.ingress[0].from[0]  must have podSelector, namespaceSelector or ipBlock',
  },
  {
    number: 'NP-37',
    says: "labels of a DNS Service that the DNS pods do not have don't let DNS through",
    policies: [
      np('x', {
        ...EVERY_POD,
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                ...ns('z'),
                podSelector: label({ 'k8s-app': 'kube-dns', 'kubernetes.io/name': 'CoreDNS' }),
              },
            ],
          },
        ],
      }),
    ],
    world: dnsWorld,
    probes: [probe('x/a', 'z/c:53/UDP', 'DENY'), probe('y/a', 'z/c:53/UDP', 'ALLOW')],
  },
  {
    number: 'NP-40',
    says: 'an ipBlock allows its range without the exceptions',
    policies: [aFrom(OUTSIDE)],
    probes: [probe('172.17.0.9', 'x/a', 'ALLOW'), probe('172.17.1.9', 'x/a', 'DENY')],
  },
  {
    number: 'NP-41',
    says: 'an exception of an ipBlock denies nothing that another policy allows',
    policies: [aFrom(OUTSIDE), aFrom({ ipBlock: { cidr: '172.17.1.9/32' } })],
    probes: [probe(['172.17.0.9', '172.17.1.9'], 'x/a', 'ALLOW'), probe('172.17.1.8', 'x/a', 'DENY')],
  },
  {
    number: 'NP-42',
    says: 'the labels of now count: before',
    policies: [aFrom({ podSelector: label({ role: 'web' }) })],
    probes: [probe('x/b', 'x/a', 'DENY')],
  },
  {
    number: 'NP-42',
    says: 'the labels of now count: after a pod got the label',
    policies: [aFrom({ podSelector: label({ role: 'web' }) })],
    world: withPods(worldOfCases(), { 'x/b': { labels: { pod: 'b', role: 'web' } } }),
    probes: [probe('x/b', 'x/a', 'ALLOW')],
  },
  {
    number: 'NP-42',
    says: 'the labels of now count: after a namespace lost the label',
    policies: [aFrom(ns('y'))],
    world: { ...worldOfCases(), namespaces: {} },
    probes: [probe('y/a', 'x/a', 'DENY')],
  },
  {
    number: 'NP-43',
    says: 'every namespace has the label with its name',
    policies: [
      np('x', {
        ...EVERY_POD,
        policyTypes: ['Egress'],
        egress: [{ to: [notIn('kubernetes.io/metadata.name', 'y')] }],
      }),
    ],
    probes: [probe('x/a', 'y/a', 'DENY'), probe('x/a', 'z/a', 'ALLOW'), probe('x/a', 'x/b', 'ALLOW')],
  },
  {
    number: 'NP-44',
    says: 'a policy that was deleted has no effect',
    policies: [],
    probes: [probe('y/a', 'x/a', 'ALLOW')],
  },
  {
    number: 'NP-47',
    says: 'a NetworkPolicy of another API group is invalid',
    policies: [{ ...aFrom({}), apiVersion: 'apps/v1' }],
    refused: 'apiVersion  must be networking.k8s.io/v1 for a NetworkPolicy, but is "apps/v1"',
  },
  {
    number: 'NP-49',
    says: 'all policies of a list count',
    policies: [
      {
        apiVersion: 'v1',
        kind: 'List',
        items: [DENY_INGRESS, np('y', { ...EVERY_POD, policyTypes: ['Ingress'] })],
      },
    ],
    probes: [probe('z/a', ['x/a', 'y/a'], 'DENY'), probe('x/a', 'z/a', 'ALLOW')],
  },
  {
    number: 'D-03',
    says: "a range of addresses does not match the node's own address",
    policies: [
      np('x', { ...A, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] }),
    ],
    probes: [probe('x/a', 'host', 'DENY'), probe('x/a', '172.17.0.9', 'ALLOW')],
  },
  {
    number: 'D-05',
    says: 'a pod cannot lock itself out',
    policies: [DENY_INGRESS, np('x', { ...EVERY_POD, egress: [], policyTypes: ['Egress'] })],
    probes: [probe('x/a', 'x/a', 'ALLOW')],
  },
  {
    number: 'D-09',
    says: "no selector of peers finds a pod in the node's network",
    policies: [
      np('x', {
        ...A,
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: label({ pod: 'b' }) }] }],
      }),
    ],
    world: withPods(worldOfCases(), { 'x/b': { hostNetwork: true } }),
    probes: [probe('x/a', 'x/b', 'DENY')],
  },
  {
    number: 'D-10',
    says: "a policy that selects a pod in the node's network has no effect",
    policies: [np('x', { podSelector: label({ pod: 'b' }), policyTypes: ['Ingress', 'Egress'] })],
    world: withPods(worldOfCases(), { 'x/b': { hostNetwork: true } }),
    probes: [probe('y/a', 'x/b', 'ALLOW'), probe('x/b', 'y/a', 'ALLOW')],
  },
  {
    number: 'NP-33',
    says: 'a narrow policy takes nothing from one that allows all',
    policies: [aFrom({ podSelector: label({ pod: 'b' }) }), np('x', { ...EVERY_POD, ingress: [{}] })],
    probes: [probe(others('x/a'), 'x/a', 'ALLOW')],
  },
]
