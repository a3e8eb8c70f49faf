/** Cases of Cilium's HTTP and DNS rules; the numbers are those of the collection that they come from. */
import { ciliumPolicy as cnp, label, probe, withPods, worldOfCases, type Case, type Probe } from '../case.ts'

const A = { endpointSelector: label({ pod: 'a' }) }
/** Requests to pod a of x that these rules allow. */
const aWith = (http: object[], more: object = {}) =>
  cnp('x', {
    ...A,
    ingress: [{ ...more, toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http } }] }],
  })
const asks = (method: string, path: string, seen: Probe['seen'], from = 'y/a') =>
  probe(from, 'x/a', seen, { http: { method, path } })
const GET_PUBLIC = aWith([{ method: 'GET', path: '/public' }])

const empire = withPods(worldOfCases(), {
  'x/b': { labels: { pod: 'b', org: 'empire' } },
  'x/c': { labels: { pod: 'c' } },
})
const dnsWorld = withPods(worldOfCases(), {
  'z/c': { labels: { 'k8s-app': 'kube-dns' }, ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] },
})

export const CILIUM_REQUESTS: Case[] = [
  {
    number: 'H-01',
    says: 'method and path must match as a whole',
    policies: [GET_PUBLIC],
    probes: [
      asks('GET', '/public', 'ALLOW'),
      asks('GET', '/public/x', '403'),
      asks('GET', '/private', '403'),
      asks('POST', '/public', '403'),
      probe('y/a', 'x/a:81', 'DENY'),
    ],
  },
  {
    number: 'H-03',
    says: 'a dot is any character',
    policies: [aWith([{ path: '/foo.bar' }])],
    probes: [asks('GET', '/fooXbar', 'ALLOW')],
  },
  {
    number: 'H-04',
    says: 'a part of a method is not the method',
    policies: [aWith([{ method: 'GE' }])],
    probes: [asks('GET', '/', '403')],
  },
  {
    number: 'H-05',
    says: 'the path is compared with its query',
    policies: [aWith([{ path: '/public' }])],
    probes: [asks('GET', '/public?x=1', '403')],
  },
  {
    number: 'H-05',
    says: 'an expression can take the query in',
    policies: [aWith([{ path: '/public(\\?.*)?' }])],
    probes: [asks('GET', '/public?x=1', 'ALLOW')],
  },
  {
    number: 'H-07',
    says: 'an empty rule lets every request through the proxy, and nothing that is no request',
    policies: [aWith([{}])],
    probes: [asks('DELETE', '/any', 'ALLOW'), probe('y/a', 'x/a', 'RESET')],
  },
  {
    number: 'H-08',
    says: 'a plain rule for the same port takes the effect from request rules',
    policies: [
      GET_PUBLIC,
      cnp('x', { ...A, ingress: [{ toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }] }),
    ],
    probes: [asks('GET', '/private', 'ALLOW')],
  },
  {
    number: 'H-10',
    says: 'a peer without the label does not reach the port, a peer with it only the request',
    policies: [
      aWith([{ method: 'POST', path: '/v1/request-landing' }], { fromEndpoints: [label({ org: 'empire' })] }),
    ],
    world: empire,
    probes: [
      asks('POST', '/v1/request-landing', 'ALLOW', 'x/b'),
      asks('PUT', '/v1/exhaust-port', '403', 'x/b'),
      asks('POST', '/v1/request-landing', 'DENY', 'x/c'),
    ],
  },
  {
    number: 'H-12',
    says: 'a pattern of names answers the names below it',
    policies: [
      cnp('x', {
        ...A,
        egress: [
          {
            toEndpoints: [label({ 'k8s:io.kubernetes.pod.namespace': 'z', 'k8s:k8s-app': 'kube-dns' })],
            toPorts: [
              { ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*.cilium.io' }] } },
            ],
          },
        ],
      }),
    ],
    world: dnsWorld,
    probes: [
      probe('x/a', 'z/c:53/UDP', 'ALLOW', { dnsName: 'sub.cilium.io' }),
      probe('x/a', 'z/c:53/UDP', 'REFUSED', { dnsName: 'cilium.io' }),
      probe('x/a', 'y/a:53/UDP', 'DENY', { dnsName: 'sub.cilium.io' }),
    ],
  },
  {
    number: 'H-13',
    says: 'request rules for egress answer before the server is reached',
    policies: [
      cnp('y', {
        ...A,
        egress: [
          {
            toEndpoints: [label({ 'k8s:io.kubernetes.pod.namespace': 'x' })],
            toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ path: '/public' }] } }],
          },
        ],
      }),
    ],
    probes: [asks('GET', '/public', 'ALLOW'), asks('GET', '/private', '403')],
  },
]
