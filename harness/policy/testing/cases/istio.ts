/** Cases of Istio's AuthorizationPolicy at sidecars; the numbers are those of the collection that they come from. */
import {
  ALL,
  authorizationPolicy as authz,
  label,
  probe,
  withPods,
  worldOfCases,
  type Case,
  type Probe,
} from '../case.ts'
import type { HttpRequest } from '../../attempt.ts'
import type { MeshMembership } from '../../world.ts'

const MESH: MeshMembership = { mutualTls: 'permissive' }
const mesh = worldOfCases(MESH)
/** Pod y/b has no sidecar, so that it calls in plaintext. */
const withPlaintext = withPods(mesh, { 'y/b': { mesh: null } })
const A = { selector: label({ pod: 'a' }) }
const paths = (...list: string[]) => [{ to: [{ operation: { paths: list } }] }]
const from = (source: object) => [{ from: [{ source }] }]
const to = (operation: object) => [{ to: [{ operation }] }]
const gets = (
  path: string,
  seen: Probe['seen'],
  caller: Probe['from'] = 'y/a',
  more: Partial<HttpRequest> = {},
) => probe(caller, 'x/a', seen, { http: { path, ...more } })
const ofA = 'cluster.local/ns/y/sa/a'

export const ISTIO: Case[] = [
  {
    number: 'A-01',
    says: 'without a policy everything is allowed',
    policies: [],
    world: mesh,
    probes: [gets('/', 'ALLOW')],
  },
  {
    number: 'A-02',
    says: 'an empty policy allows nothing',
    policies: [authz('x', {})],
    world: mesh,
    probes: [gets('/', '403'), probe('y/a', 'x/a', 'RESET'), probe('x/a', 'y/a', 'ALLOW')],
  },
  {
    number: 'A-03',
    says: 'an empty rule allows everything',
    policies: [authz('x', { rules: [{}] })],
    world: mesh,
    probes: [gets('/', 'ALLOW'), probe('y/a', 'x/a', 'ALLOW')],
  },
  {
    number: 'A-06',
    says: 'a selector without rules allows its workload nothing, and says nothing of others',
    policies: [authz('x', A)],
    world: mesh,
    probes: [gets('/', '403'), probe('y/a', 'x/b', 'ALLOW', { http: {} })],
  },
  {
    number: 'A-07',
    says: 'an empty policy in the root namespace allows nothing in the whole mesh',
    policies: [authz('istio-system', {})],
    world: mesh,
    probes: [probe('y/a', ['x/a', 'x/b', 'z/c', 'y/b'], '403', { http: {} })],
  },
  {
    number: 'A-09',
    says: 'only the named principal may ask for the path, with mutual TLS',
    policies: [authz('x', { ...A, rules: [{ ...from({ principals: [ofA] })[0], ...paths('/allow')[0] }] })],
    world: withPods(withPlaintext, { 'y/c': { mesh: MESH } }),
    probes: [gets('/allow', 'ALLOW', 'y/a'), gets('/allow', '403', 'y/c'), gets('/allow', '403', 'y/b')],
  },
  {
    number: 'A-11',
    says: 'notPaths take a part out of paths',
    policies: [
      authz('istio-system', {
        action: 'DENY',
        rules: to({ paths: ['/global-deny*'], notPaths: ['/global-deny/allow'] }),
      }),
    ],
    world: mesh,
    probes: [gets('/global-deny', '403'), gets('/global-deny/allow', 'ALLOW'), gets('/', 'ALLOW')],
  },
  {
    number: 'A-13',
    says: 'DENY comes before ALLOW, and the query is no part of the path',
    policies: [
      authz('x', { ...A, action: 'DENY', rules: paths('/allow/admin') }),
      authz('x', { ...A, rules: paths('/allow*') }),
    ],
    world: mesh,
    probes: [gets('/allow/admin', '403'), gets('/allow/admin?param=value', '403'), gets('/allow', 'ALLOW')],
  },
  {
    number: 'A-14',
    says: 'an asterisk means something at an end only: prefix',
    policies: [authz('x', { rules: paths('/a*') })],
    world: mesh,
    probes: [gets('/abc', 'ALLOW'), gets('/b', '403')],
  },
  {
    number: 'A-14',
    says: 'an asterisk means something at an end only: suffix',
    policies: [authz('x', { rules: paths('*.txt') })],
    world: mesh,
    probes: [gets('/x.txt', 'ALLOW'), gets('/x.txt.gz', '403')],
  },
  {
    number: 'A-14',
    says: 'an asterisk alone is any path',
    policies: [authz('x', { rules: paths('*') })],
    world: mesh,
    probes: [gets('/any', 'ALLOW')],
  },
  {
    number: 'A-14',
    says: 'an asterisk inside is an ordinary character',
    policies: [authz('x', { rules: paths('/a*b') })],
    world: mesh,
    probes: [gets('/aXb', '403'), gets('/a*b', 'ALLOW')],
  },
  {
    number: 'A-16',
    says: 'a variable of one segment and one of any number',
    policies: [authz('x', { rules: paths('/foo/{*}/bar/{**}') })],
    world: mesh,
    probes: [
      gets('/foo/buzz/bar/bat.txt', 'ALLOW'),
      gets('/foo/buzz/bar/bat/fuzz.txt', 'ALLOW'),
      gets('/foo/bar/bat.txt', '403'),
      gets('/foo//bar/bat.txt', '403'),
      gets('/foo/buzz/baz/bat', '403'),
    ],
  },
  {
    number: 'A-17',
    says: 'a variable of any number of segments may be empty between its slashes',
    policies: [authz('x', { rules: paths('/store/{**}/cart') })],
    world: mesh,
    probes: [gets('/store//cart', 'ALLOW'), gets('/store/x/cart', 'ALLOW'), gets('/store/cart', '403')],
  },
  {
    number: 'A-18',
    says: 'dot segments are resolved before paths are compared',
    policies: [authz('x', { rules: paths('/public*') })],
    world: mesh,
    probes: [
      gets('/public/../private', '403'),
      gets('/public/%2E%2E/private', '403'),
      gets('/public/../public', 'ALLOW'),
    ],
  },
  {
    number: 'A-19',
    says: 'hosts are not case-sensitive',
    policies: [authz('x', { action: 'DENY', rules: to({ hosts: ['deny.example.com'] }) })],
    world: mesh,
    probes: [
      gets('/', '403', 'y/a', { host: 'DENY.EXAMPLE.COM' }),
      gets('/', 'ALLOW', 'y/a', { host: 'allow.example.com' }),
    ],
  },
  {
    number: 'A-20',
    says: 'a condition on a header needs the header with its value',
    policies: [authz('x', { rules: [{ when: [{ key: 'request.headers[X-Foo]', values: ['foo'] }] }] })],
    world: mesh,
    probes: [
      gets('/', 'ALLOW', 'y/a', { headers: { 'x-foo': 'foo' } }),
      gets('/', '403', 'y/a', { headers: { 'x-foo': 'bar' } }),
      gets('/', '403'),
    ],
  },
  {
    number: 'A-22',
    says: 'denying all who are not somebody denies plaintext',
    policies: [authz('x', { action: 'DENY', rules: from({ notPrincipals: ['*'] }) })],
    world: withPlaintext,
    probes: [
      gets('/', '403', 'y/b'),
      probe('y/b', 'x/a', 'RESET'),
      gets('/', 'ALLOW', 'y/a'),
      probe('y/a', 'x/a', 'ALLOW'),
    ],
  },
  {
    number: 'A-23',
    says: 'denying all who are not from a namespace denies plaintext from that namespace too',
    policies: [authz('x', { action: 'DENY', rules: from({ notNamespaces: ['y'] }) })],
    world: withPlaintext,
    probes: [gets('/', '403', 'y/b'), gets('/', 'ALLOW', 'y/a'), gets('/', '403', 'z/a')],
  },
  {
    number: 'A-24',
    says: 'without mutual TLS a caller has no namespace',
    policies: [authz('x', { rules: from({ namespaces: ['y'] }) })],
    world: withPlaintext,
    probes: [gets('/', '403', 'y/b'), gets('/', 'ALLOW', 'y/a')],
  },
  {
    number: 'A-25',
    says: 'ports are policed whether or not a service has them',
    policies: [authz('x', { rules: to({ ports: ['9000', '9001'] }) })],
    world: mesh,
    probes: [probe('y/a', ['x/a:9000', 'x/a:9001'], 'ALLOW'), probe('y/a', 'x/a:9002', 'RESET')],
  },
  {
    number: 'A-27',
    says: 'for TCP a DENY policy ignores fields of HTTP and keeps the ports',
    policies: [authz('x', { action: 'DENY', rules: to({ methods: ['GET'], ports: ['9000'] }) })],
    world: mesh,
    probes: [probe('y/a', 'x/a:9000', 'RESET'), probe('y/a', 'x/a:9001', 'ALLOW')],
  },
  {
    number: 'A-29',
    says: 'a dry run denies nothing',
    policies: [authz('x', { action: 'DENY', rules: [{}] }, { annotations: { 'istio.io/dry-run': 'true' } })],
    world: mesh,
    probes: [gets('/', 'ALLOW')],
  },
  {
    number: 'A-30',
    says: 'AUDIT has no influence',
    policies: [authz('x', { action: 'AUDIT', rules: [{}] })],
    world: mesh,
    probes: [gets('/', 'ALLOW')],
  },
  {
    number: 'A-31',
    says: 'a policy whose selector finds nothing has no effect',
    policies: [authz('x', { selector: label({ pod: 'nobody' }) })],
    world: mesh,
    probes: [probe('y/a', ['x/a', 'x/b', 'x/c'], 'ALLOW', { http: {} })],
  },
  {
    number: 'A-37',
    says: 'nobody enforces a policy at a pod without a sidecar',
    policies: [authz('x', {})],
    world: withPods(mesh, { 'x/a': { mesh: null } }),
    probes: [gets('/', 'ALLOW'), probe('y/a', 'x/b', '403', { http: {} })],
  },
  {
    number: 'A-38',
    says: 'strict mutual TLS closes plaintext without any policy',
    policies: [],
    world: withPods(worldOfCases({ mutualTls: 'strict' }), { 'y/b': { mesh: null } }),
    probes: [
      gets('/', 'RESET', 'y/b'),
      probe('y/b', 'x/a', 'RESET'),
      gets(
        '/',
        'ALLOW',
        ALL.filter((pod) => pod !== 'y/b'),
      ),
    ],
  },
]
