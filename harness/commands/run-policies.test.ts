/** Scenarios with policies: what the plan says of them, and which are refused before anything is started. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { refusalOf } from '../testing/refusal.ts'
import { refuseUnenforced } from './arm-policies.ts'
import { describePlan, planOf } from './plan.ts'
import { resolveRun } from './resolve-run.ts'

const SCENARIO = `description: Who may call whom?
topology:
  services:
    gateway: { namespace: shop, steps: [{ call: orders }] }
    orders: { namespace: shop, steps: [{ call: stock.back, requestBytes: 512 }] }
    stock: { namespace: back }
  page: [{ call: gateway.shop }]
loads: [{ pagesPerSecond: 200 }]
arms: [ebpf]
policies: [policies.yaml]
`
const policy = (name: string, namespace: string, spec: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n`
const from = (pods: string) => `ingress: [{ from: [${pods}], ports: [{ port: http }] }]`
const CLIENT =
  '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: default } }, podSelector: { matchLabels: { app: client } } }'
const GOOD = [
  policy('gateway', 'shop', `{ podSelector: { matchLabels: { app: gateway } }, ${from(CLIENT)} }`),
  policy(
    'orders',
    'shop',
    `{ podSelector: { matchLabels: { app: orders } }, ${from('{ podSelector: { matchLabels: { app: gateway, version: v1 } } }')} }`,
  ),
  policy(
    'stock',
    'back',
    `{ podSelector: {}, ${from('{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }')} }`,
  ),
].join('---\n')
const authorization = (spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: orders, namespace: shop }\nspec: ${spec}\n`

/** The options of a run whose scenario has these policies. */
function optionsWith(policies: string, scenario = SCENARIO) {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-policies-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'shop.yaml'), scenario)
  writeFileSync(join(folder, 'policies.yaml'), policies)
  return resolveRun({
    provider: 'netns',
    scenario: join(folder, 'shop.yaml'),
    quick: false,
    out: folder,
    json: false,
    providerFlags: {},
    folder: '/home/user',
  })
}

const WITH_DATABASE = SCENARIO.replace(
  'stock: { namespace: back }',
  'stock: { namespace: back, steps: [{ query: db }] }\n  databases: { db: { namespace: back } }',
)

test('a policy that keeps a service from its database is refused, and one that does not is planned with the database', () => {
  // Pods of the namespace back take calls of shop only, at their port http.
  expect(refusalOf(() => optionsWith(GOOD, WITH_DATABASE))).toContain(
    'stock must query db (port 5432): dropped since no rule allows it in NetworkPolicy back/stock',
  )
  const open = GOOD.replace('{ podSelector: {}, ', '{ podSelector: { matchLabels: { app: stock } }, ')
  const options = optionsWith(open, WITH_DATABASE)
  expect(describePlan(options, planOf(options))).toContain(' stock: gateway, orders dropped; db allowed\n')
})

test('the plan has the policies and what each caller may call', () => {
  const options = optionsWith(GOOD)
  const text = describePlan(options, planOf(options))
  expect(text).toMatch(/policies {3}3 NetworkPolicy of \S+\/policies\.yaml\n/)
  expect(text).toContain(
    'enforces   direct: nothing; not 3 NetworkPolicy: the plain network has no policy engine\n',
  )
  expect(text).toContain('           ebpf: 3 NetworkPolicy\n')
  expect(text).toContain('verdicts   client: gateway allowed; orders, stock dropped\n')
  expect(text).toContain('           gateway: orders, stock allowed\n')
  expect(text).toContain('           stock: gateway, orders dropped\n')
})

test('a policy of requests is judged by the requests that hopbench sends', () => {
  const rules =
    'rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/gateway] } }], to: [{ operation: { methods: [GET] } }] }]'
  const options = optionsWith(authorization(`{ selector: { matchLabels: { app: orders } }, ${rules} }`))
  expect(describePlan(options, planOf(options))).toContain(
    'at sidecar client: gateway, stock allowed; orders answered with 403\n',
  )
  const posts = authorization(
    `{ selector: { matchLabels: { app: orders } }, action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }`,
  )
  expect(refusalOf(() => optionsWith(posts))).toContain(
    'gateway must call orders (port 8080, GET /): answered with 403 by AuthorizationPolicy shop/orders',
  )
})

test('policies under which no page could be answered are refused with the call and the policy', () => {
  const wrong = GOOD.replace('kubernetes.io/metadata.name: shop', 'kubernetes.io/metadata.name: shops')
  expect(refusalOf(() => optionsWith(wrong))).toBe(
    [
      'the policies of shop lock the run out: no page could be answered',
      '  orders must call stock (port 8080, POST /): dropped since no rule allows it in NetworkPolicy back/stock',
      '  orders must call stock (port 8080, POST /p0000011000000000): dropped since no rule allows it in NetworkPolicy back/stock',
      '  → allow every call of the topology, and DNS where egress is isolated; nothing has been started',
    ].join('\n'),
  )
})

test('isolating egress without DNS is refused', () => {
  const egress = policy(
    'egress',
    'default',
    '{ podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }] }], policyTypes: [Egress] }',
  )
  const refusal = refusalOf(() => optionsWith(egress))
  expect(refusal).toContain('the policies of shop lock the run out: no page could be answered')
  expect(refusal).toContain(
    'client must ask the DNS server (namespace kube-system, k8s-app: kube-dns, UDP port 53): dropped since no rule allows it in NetworkPolicy default/egress',
  )
  expect(refusal).not.toContain('must call')
})

test('mistakes in a file are told with line and column, and a missing file with its path', () => {
  expect(refusalOf(() => optionsWith(GOOD.replace('podSelector', 'podSelectr')))).toMatch(
    /policies\.yaml:4:9 {2}spec\.podSelectr {2}is not a field here/,
  )
  expect(refusalOf(() => optionsWith(GOOD, SCENARIO.replace('policies.yaml', 'other.yaml')))).toMatch(
    /the policies of \S+\/other\.yaml cannot be read: .* does not exist \(ENOENT\)\n {2}→ paths under `policies` begin at the folder of the scenario file/,
  )
  expect(refusalOf(() => optionsWith('# nothing\n'))).toMatch(/policies\.yaml holds no policy/)
})

test('policies beside topology.policy are refused', () => {
  const both = SCENARIO.replace(
    'loads:',
    '  policy: { allow: [{ from: client, to: [gateway] }, { from: gateway, to: [orders] }, { from: orders, to: [stock] }] }\nloads:',
  )
  expect(refusalOf(() => optionsWith(GOOD, both))).toContain('policies  stands beside topology.policy')
})

test('a policy of addresses of pods is refused, because addresses differ from arm to arm', () => {
  const rules = 'rules: [{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }] }]'
  expect(refusalOf(() => optionsWith(authorization(`{ action: DENY, ${rules} }`)))).toContain(
    'AuthorizationPolicy shop/orders asks for addresses of pods',
  )
})

const refuse = ({ policies, scenario, provider }: ReturnType<typeof optionsWith>) =>
  refusalOf(() => refuseUnenforced(policies!.policies, scenario.arms, provider.datapaths))
const allowed = ({ policies, scenario, provider }: ReturnType<typeof optionsWith>) =>
  expect(() => refuseUnenforced(policies!.policies, scenario.arms, provider.datapaths)).not.toThrow()

const READERS = authorization(
  '{ selector: { matchLabels: { app: orders } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }',
)

test('with policies of both groups each arm enforces what it can, and the plan says which', () => {
  const options = optionsWith(
    `${GOOD}---\n${READERS}`,
    SCENARIO.replace('[ebpf]', '[kube-proxy-iptables, ebpf, sidecar, sidecar-mtls]'),
  )
  allowed(options)
  const text = describePlan(options, planOf(options))
  expect(text).toContain(
    ' kube-proxy-iptables: nothing; not 3 NetworkPolicy, 1 AuthorizationPolicy: kube-proxy only translates',
  )
  expect(text).toContain(
    ' ebpf: 3 NetworkPolicy; not 1 AuthorizationPolicy: no proxy stands in front of the pod that is called\n',
  )
  expect(text).toContain(' sidecar: nothing; not 3 NetworkPolicy, 1 AuthorizationPolicy: without mutual TLS')
  expect(text).toContain(
    ' sidecar-mtls: 1 AuthorizationPolicy; not 3 NetworkPolicy: proxies judge what reaches them',
  )
})

test('a run is refused in which no arm enforces any policy, and the arms are named', () => {
  expect(
    refuse(optionsWith(GOOD, SCENARIO.replace('[ebpf]', '[kube-proxy-iptables, sidecar-mtls]'))),
  ).toMatch(
    /nothing would enforce any of them in direct, kube-proxy-iptables, sidecar-mtls\n {2}→ choose datapaths that enforce policies of these kinds/,
  )
  allowed(optionsWith(GOOD, SCENARIO.replace('[ebpf]', '[kube-proxy-iptables, ebpf]')))
})

test('an arm that would enforce a policy in part only is refused, and the plan says so beforehand', () => {
  const options = optionsWith(
    `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: orders, namespace: shop }
spec:
  endpointSelector: { matchLabels: { app: orders } }
  ingress: [{ toPorts: [{ ports: [{ port: '8080', protocol: TCP }], rules: { http: [{ method: GET }] } }] }]
`,
  )
  const why =
    'CiliumNetworkPolicy shop/orders has HTTP or DNS rules, and ebpf has no proxy that could enforce them'
  expect(refuse(options)).toContain(why)
  expect(describePlan(options, planOf(options))).toContain(` ebpf: bench refuses: ${why}\n`)
})
