/** What the author of a file with policies is told, and how files are read that differ in form only. */
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../testing/refusal.ts'
import { ISTIO_REFUSED } from '../testing/cases/istio-refused.ts'
import { parsePolicies } from './parse-policies.ts'

const read = (text: string) => parsePolicies('shop.yaml', text)

const WEB = `# a comment
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels: { app: web }
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels: { app: gateway }
      ports:
        - port: 8080
`
const CILIUM = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: web, namespace: shop }
spec:
  endpointSelector: {}
  ingress:
    - toPorts:
        - ports: [{ port: '8080', protocol: TCP }]
          rules: { http: [{ path: /public }] }
`
const ISTIO = `apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata: { name: web }
spec:
  rules:
    - from: [{ source: { namespaces: [shop] } }]
      when: [{ key: source.ip, notValues: [10.0.0.0/8] }]
`

test('documents, empty documents and stored objects with everything that the API server adds are read', () => {
  const stored = WEB.replace('  name: web', '  name: api\n  uid: 3b\n  resourceVersion: "7"') + 'status: {}\n'
  const { network, authorization } = read(`${WEB}---\n---\n${stored}---\n${CILIUM}---\n${ISTIO}`)
  expect(network.map(({ policy }) => policy)).toEqual([
    { kind: 'NetworkPolicy', namespace: 'shop', name: 'web' },
    { kind: 'NetworkPolicy', namespace: 'shop', name: 'api' },
    { kind: 'CiliumNetworkPolicy', namespace: 'shop', name: 'web' },
  ])
  expect(authorization.map(({ policy }) => policy.namespace)).toEqual(['default'])
})

test('a field without a value is an absent field, as for the API server', () => {
  const [open, closed] = read(
    `${WEB.replace(/ {4}- from:[^]*?ports:/, '    - from:\n      ports:').replace('policyTypes: [Ingress]', 'policyTypes:')}---\n${WEB.replace('name: web', 'name: closed').replace(/ {2}ingress:[^]*/, '  ingress:\n')}`,
  ).network
  expect(open!.ingress!.rules[0]!.peers).toBe('any')
  expect(closed!.ingress).toEqual({ isolates: true, rules: [] })
})

test('each rule of specs is a set of rules of its own, under the same name', () => {
  const { network } = read(
    CILIUM.replace(
      /spec:[^]*/,
      'specs:\n  - { endpointSelector: {}, ingress: [{}] }\n  - { endpointSelector: {}, egress: [{}] }\n',
    ),
  )
  expect(
    network.map(({ policy, ingress, egress }) => [policy.name, ingress !== null, egress !== null]),
  ).toEqual([
    ['web', true, false],
    ['web', false, true],
  ])
})

describe('is refused with line, column, value and what to write', () => {
  test.each([
    ['a text', 'hello\n', '1:1  must be a Kubernetes object'],
    [
      'a kind of something else',
      WEB.replace('NetworkPolicy', 'Service'),
      '3:7  kind  must be NetworkPolicy, .* but is "Service"',
    ],
    ['a mistyped kind', WEB.replace('NetworkPolicy', 'NetworkPolicie'), 'did you mean "NetworkPolicy"\\?'],
    [
      'the kind of another product',
      WEB.replace('networking.k8s.io/v1', 'projectcalico.org/v3'),
      '2:13  apiVersion  must be networking.k8s.io/v1 for a NetworkPolicy, but is "projectcalico.org/v3"',
    ],
    [
      'a mistyped field',
      WEB.replace('podSelector:\n    match', 'podSelektor:\n    match'),
      '8:3  spec.podSelektor  is not a field here \\(.*\\); did you mean "podSelector"\\?',
    ],
    [
      'a mistyped field of the metadata',
      WEB.replace('  namespace:', '  namesapce:'),
      '6:3  metadata.namesapce  is not a field here',
    ],
    [
      'a number as a label',
      WEB.replace('app: gateway', 'app: 1'),
      'matchLabels.app  must be text, but is 1: put it in quotes',
    ],
    [
      'a label without a value',
      WEB.replace('app: gateway', 'app:'),
      'matchLabels.app  must be text, but is null',
    ],
    [
      'a port in quotes',
      WEB.replace('8080', '"8080"'),
      '16:17  spec.ingress\\[0\\].ports\\[0\\].port  must be a number without quotes',
    ],
    ['port 0', WEB.replace('8080', '0'), 'port  must be at least 1, but is 0'],
    [
      'an end before the beginning',
      WEB.replace('port: 8080', 'port: 8080\n          endPort: 80'),
      '17:20  .*endPort  must be at least port \\(8080\\), but is 80',
    ],
    [
      'an end of a name',
      WEB.replace('port: 8080', 'port: http\n          endPort: 80'),
      'endPort  must not be there, because port is a name',
    ],
    [
      'a range that is none',
      WEB.replace(/podSelector:\n {12}matchLabels: .*\n/, 'ipBlock: { cidr: 10.0.0.0/40 }\n'),
      'ipBlock.cidr  must be a range such as 10.0.0.0/8, but is "10.0.0.0/40"',
    ],
    [
      'an exception that lies elsewhere',
      WEB.replace(
        /podSelector:\n {12}matchLabels: .*\n/,
        'ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/8] }\n',
      ),
      'except\\[0\\]  must be a smaller part of 10.0.0.0/8',
    ],
    [
      'an operator without values',
      WEB.replace('matchLabels: { app: gateway }', 'matchExpressions: [{ key: app, operator: In }]'),
      'must have values, because its operator is In',
    ],
    [
      'an operator with values',
      WEB.replace(
        'matchLabels: { app: gateway }',
        'matchExpressions: [{ key: app, operator: Exists, values: [a] }]',
      ),
      'must have no values, because its operator is Exists',
    ],
    [
      'a list without a value in it',
      WEB.replace(/ {2}ingress:[^]*/, '  ingress: [null]\n'),
      'ingress\\[0\\]  must be a mapping, but is null',
    ],
    [
      'the same name twice',
      `${WEB}---\n${WEB}`,
      '22:9  metadata.name  is a second NetworkPolicy shop/web, and the first is in shop.yaml',
    ],
    [
      'an item of a list',
      `apiVersion: v1\nkind: List\nitems:\n  - kind: Secret\n`,
      '4:11  items\\[0\\].kind  must be NetworkPolicy',
    ],
    [
      'a port of Cilium without quotes',
      CILIUM.replace("'8080'", '8080'),
      "8:27  .*port  must be a port in quotes, such as '80', but is 8080",
    ],
    [
      'HTTP rules for every protocol',
      CILIUM.replace(', protocol: TCP', ''),
      'must have protocol: TCP for http rules, but has ANY',
    ],
    [
      'an expression that is none',
      CILIUM.replace('/public', '"/(public"'),
      'http\\[0\\].path  must be a regular expression, but is "/\\(public"',
    ],
    [
      'looking ahead, which RE2 cannot',
      CILIUM.replace('/public', '"/(?!private).*"'),
      'must be a regular expression of RE2',
    ],
    [
      'a policy of nodes',
      CILIUM.replace('endpointSelector', 'nodeSelector'),
      "5:17  spec.nodeSelector  must be left out: hopbench's arms have no policies of nodes",
    ],
    [
      'an entity that no arm has',
      CILIUM.replace('toPorts:', 'fromEntities: [remote-node]\n      toPorts:'),
      "fromEntities\\[0\\]  must not be remote-node: hopbench's arms have one node",
    ],
    [
      'a mistyped entity',
      CILIUM.replace('toPorts:', 'fromEntities: [wrld]\n      toPorts:'),
      'must be all, cluster, host, world, but is "wrld"; did you mean "world"\\?',
    ],
    [
      'a label of Cilium itself',
      CILIUM.replace('endpointSelector: {}', 'endpointSelector: { matchLabels: { "reserved:host": "" } }'),
      "reserved:host is a label of Cilium's own",
    ],
    [
      'a namespace for the whole cluster',
      CILIUM.replace('CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'),
      'metadata.namespace  must be left out: a policy of the whole cluster lies in no namespace',
    ],
    [
      'an external authorizer',
      ISTIO.replace('spec:', 'spec:\n  action: CUSTOM\n  provider: { name: opa }'),
      '5:11  spec.action  must not be CUSTOM: hopbench has no external authorizer',
    ],
    [
      'a DENY without rules',
      ISTIO.replace(/ {2}rules:[^]*/, '  action: DENY\n'),
      'spec  denies nothing, because it has no rules: write `rules: \\[{}\\]`',
    ],
    [
      'a source without fields',
      ISTIO.replace('namespaces: [shop]', ''),
      'source  must have at least one field with values',
    ],
    [
      'an empty list of sources',
      ISTIO.replace('[{ source: { namespaces: [shop] } }]', '[]'),
      'from  must be at least 1 entries',
    ],
    [
      'a condition that nobody knows',
      ISTIO.replace('source.ip', 'source.ipp'),
      '7:21  spec.rules\\[0\\].when\\[0\\].key  must be source.principal, .* did you mean "source.ip"\\?',
    ],
    [
      'a condition on a token',
      ISTIO.replace('source.ip', 'request.auth.principal'),
      'must not be request.auth.principal: hopbench issues no JWT',
    ],
    [
      'a bad address',
      ISTIO.replace('10.0.0.0/8', '10.0.0'),
      'notValues\\[0\\]  must be an address or a range such as 10.0.0.0/8, but is "10.0.0"',
    ],
    [
      'a bare asterisk beside a variable',
      ISTIO.replace(/when: .*/, 'to: [{ operation: { paths: ["/a/*/{**}"] } }]'),
      'must be a path whose only variables are {\\*} and {\\*\\*}',
    ],
  ])('%s', (_, text, words) => {
    const refusal = refusalOf(() => read(text))
    expect(refusal).toMatch(new RegExp(words))
    expect(refusal).toMatch(/^(\d+ problems in the policies:\n\n)?shop\.yaml:\d+:\d+ {2}/)
  })
})

test.each(ISTIO_REFUSED.map((one) => [`${one.number}: ${one.says}`, one] as const))(
  "what Istio's webhook refuses is refused: %s",
  (_, { policies, refused }) => {
    expect(refusalOf(() => parsePolicies('case.yaml', JSON.stringify(policies[0])))).toContain(refused)
  },
)
