/** What becomes of each kind of source. The fixtures have the shapes of the real thing: docs/your-own-system.md says where those come from. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asked, dropped, opened } from '../../flows/testing/flow-lines.ts'
import { refusalOf } from '../../testing/refusal.ts'
import { readSystem } from '../read-system.ts'
import { fixture, told } from '../testing/told.ts'

const SAMPLES = join(import.meta.dirname, '../../../results')
const ofRun = (run: string, arm: string) =>
  told(`${arm}.jsonl`, readFileSync(join(SAMPLES, run, 'flows', `${arm}.jsonl`), 'utf8'))

test.each([
  ['jaeger.json', 'jaeger'],
  ['dependencies.json', 'dependencies'],
  ['otlp.json', 'otlp'],
  ['otlp.jsonl', 'otlp'],
  ['kiali.json', 'kiali'],
  ['isotope.yaml', 'isotope'],
  ['mubench.json', 'mubench'],
])('the content of %s says that it is %s', (file, kind) => {
  expect(readSystem('something', fixture(file)).kind).toBe(kind)
})

test.each(['ebpf', 'sidecar', 'sidecar-mtls'])(
  'flows that a run stored of %s give the chain of that run',
  (arm) => {
    const { services, page, changes } = ofRun('sample', arm)
    expect(services).toEqual(['shop/orders: stock', 'shop/stock: prices', 'shop/prices: '])
    expect(page).toEqual(['orders.shop'])
    expect(changes.join('\n')).toMatch(/the client takes its place: default\/client/)
  },
)

test('flows of the real Hubble give the chain too, without DNS', () => {
  const { services, page, changes } = ofRun('sample-kind', 'cilium')
  expect(services.map((line) => line.slice(line.indexOf('/') + 1))).toEqual([
    'orders: stock',
    'stock: prices',
    'prices: ',
  ])
  expect(page).toHaveLength(1)
  expect(changes.join('\n')).toMatch(/questions to DNS/)
})

test('flows: a query of port 5432 is a database, requests are counted, what a scenario cannot call is left out and named', () => {
  const many = [1, 2, 3].flatMap((at) => asked({ from: 'web', to: 'cart', at: at * 10 }))
  const twice = [1, 2, 3, 4, 5, 6].flatMap((at) => asked({ from: 'cart', to: 'items', at: at * 10 + 1 }))
  const { services, page, changes, draft } = told(
    'seen.jsonl',
    [
      ...many,
      ...twice,
      opened({ from: 'cart', to: 'db', at: 50, port: 5432 }),
      opened({ from: 'cart', to: 'sessions', at: 51, port: 6379 }),
      opened({ from: 'cart', to: 'world', at: 52 }, { destination: { labels: ['reserved:world'] } }),
      opened({ from: 'kubelet', to: 'cart', at: 53 }, { source: { labels: ['reserved:host'] } }),
      ...dropped({ from: 'web', to: 'db', at: 54, port: 5432 }),
      'not a flow',
    ].join('\n'),
  )
  expect(services).toEqual(['shop/web: cart', 'shop/cart: db?, items×2', 'shop/items: '])
  expect(page).toEqual(['web.shop'])
  expect(draft.databases).toEqual([{ name: 'db', namespace: 'shop', source: 'db' }])
  const text = changes.join('\n')
  expect(text).toMatch(/not HTTP: left out: shop\/cart → shop\/sessions \(Redis\)/)
  expect(text).toMatch(/outside the cluster: left out: shop\/cart → /)
  expect(text).toMatch(/from the node, such as probes: left out: host → shop\/cart/)
  expect(text).toMatch(/refused by a policy: not made: shop\/web → shop\/db/)
  expect(text).toMatch(/lines that could not be read: 1, the first is line 43: no JSON object$/m)
})

test('traces: calls that overlap are made at once, sizes and own times are medians, a database of the caller is queried', () => {
  const { services, page, draft, changes } = told('jaeger.json')
  expect(services).toEqual([
    'web/frontend: (cart.shop | catalog.shop), orders.shop',
    'shop/cart: ',
    'shop/catalog: ',
    'shop/orders: orders-db×2?',
    'shop/mailer: ',
  ])
  expect(page).toEqual(['frontend.web', 'mailer.shop'])
  const [frontend, cart, , orders] = draft.services
  // 9000 µs, less 3000 µs of the two calls at once and 4000 µs of the third.
  expect(frontend).toMatchObject({ workUs: 2000, responseBytes: 16_192 })
  expect(cart).toMatchObject({ workUs: 2500, responseBytes: 900 })
  // 3500 µs, less two queries, one question to Redis, one message and one call to the outside.
  expect(orders).toMatchObject({ workUs: 1800, responseBytes: 120 })
  expect(frontend!.steps[1]!.calls[0]).toMatchObject({ requestBytes: 700 })
  const text = changes.join('\n')
  expect(text).toMatch(/gRPC; made as HTTP\/1\.1 here: web\/frontend → shop\/orders/)
  expect(text).toMatch(/other than PostgreSQL: left out: shop\/orders → sessions \(redis, 2\)/)
  expect(text).toMatch(/messages, for which nobody waits: left out: shop\/orders → shop\/mailer/)
  expect(text).toMatch(/outside the cluster: left out: shop\/orders → api\.payments\.example/)
})

test('one trace of Jaeger, a list of traces and an answer of its API are the same', () => {
  const answer = JSON.parse(fixture('jaeger.json')) as { data: unknown[] }
  const all = told('jaeger.json')
  expect(told('list.json', JSON.stringify(answer.data)).services).toEqual(all.services)
  expect(told('one.json', JSON.stringify(answer.data[0])).services).toEqual(all.services)
})

test('OTLP: one export and one a line are the same; names are made valid, and a retry is made once', () => {
  const { services, page, changes } = told('otlp.json')
  expect(told('otlp.jsonl').services).toEqual(services)
  expect(services).toEqual([
    'default/gateway-api: accounts, payments',
    'default/accounts: ',
    'default/payments: ledger',
    'default/ledger: ',
  ])
  expect(page).toEqual(['gateway-api'])
  expect(changes.join('\n')).toMatch(
    /names .* were changed: gateway\.api is gateway-api, Accounts is accounts/,
  )
})

test('dependencies: counts become calls for a request; a rare call and a circle are left out and named', () => {
  const { services, page, changes, draft } = told('dependencies.json')
  expect(services).toEqual([
    'default/web: api',
    'default/api: audit, users',
    'default/audit: ',
    'default/users: profiles×3',
    'default/profiles: ',
  ])
  expect(page).toEqual(['web'])
  const text = changes.join('\n')
  expect(text).toMatch(/nobody else calls the service: made always: api → audit \(0\.025 a request\)/)
  expect(text).toMatch(/closes a circle was left out.*: api → audit → api/)
  expect(draft.callsPerPage.scenario).toBe(7)
  expect(draft.callsPerPage.source).toBeCloseTo(1 + 1 + 0.02496 + 0.9567 + 2.87, 1)
})

test('dependencies: links of one pair are one call with the sum of their counts, and a pair without a call is left out and named', () => {
  const link = (parent: string, child: string, callCount: number) => ({ parent, child, callCount })
  const { services, changes } = told(
    'twice.json',
    JSON.stringify({
      data: [
        link('a', 'b', 10),
        link('a', 'b', 20),
        link('b', 'c', 60),
        link('b', 'd', 0),
        link('b', 'd', 0),
      ],
    }),
  )
  expect(services).toEqual(['default/a: b', 'default/b: c×2', 'default/c: '])
  expect(changes.join('\n')).not.toMatch(/rounded/)
  expect(changes).toContain('without traffic: left out: b → d')
})

test('dependencies without a single call are refused', () => {
  const idle = JSON.stringify({ data: [{ parent: 'a', child: 'b', callCount: 0 }] })
  expect(refusalOf(() => told('idle.json', idle))).toMatch(
    /the dependencies in idle\.json have no call: every callCount is 0\n {2}→ ask Jaeger for a time with traffic/,
  )
})

test('Hubble: of lines that cannot be read the first is named, with what is wrong with it', () => {
  const whole = readFileSync(join(SAMPLES, 'sample', 'flows', 'ebpf.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
  const text = [...whole.slice(0, 2), '{"flow": {', ...whole.slice(2), 'no flow'].join('\n')
  expect(told('flows.jsonl', text).changes).toContain(
    'lines that could not be read: 2, the first is line 3: not JSON: the line is cut off',
  )
})

test.each([
  ['alone', '- call: { service: b, probability: 500 }', ''],
  ['in a list of calls at once', '- [call: { service: b, probability: 500 }, call: b]', '[0]'],
])('isotope: a probability beyond its range is named with the range, %s', (_, script, at) => {
  const text = `services:\n  - name: a\n    script:\n      ${script}\n  - name: b\n`
  expect(refusalOf(() => told('isotope.yaml', text))).toContain(
    `services[0].script[0]${at}.call.probability  must be at most 100, but is 500`,
  )
})

test('Kiali: service nodes are passed through, bytes a second are no calls, PostgreSQL is queried', () => {
  const { services, page, changes, draft } = told('kiali.json')
  expect(services).toEqual([
    'istio-system/istio-ingressgateway: web-v1.shop',
    'shop/web-v1: postgres.data?, reviews-v1, reviews-v2',
    'shop/reviews-v1: ratings-v1×2',
    'shop/ratings-v1: ',
    'shop/reviews-v2: ',
  ])
  expect(page).toEqual(['istio-ingressgateway.istio-system'])
  expect(draft.databases).toEqual([{ name: 'postgres', namespace: 'data', source: 'postgres' }])
  const text = changes.join('\n')
  expect(text).toMatch(
    /only bytes a second are known and no calls: left out: shop\/web-v1 → shop\/cache \(900 bytes\/s\)/,
  )
  expect(text).toMatch(/made always: shop\/web-v1 → shop\/reviews-v2 \(0\.25 a request\)/)
  expect(text).toMatch(/outside the cluster: left out: shop\/web-v1 → shop\/PassthroughCluster/)
  expect(text).toMatch(/without traffic: left out: shop\/web-v1 → shop\/old/)
  expect(text).toMatch(/closes a circle was left out.*: shop\/ratings-v1 → shop\/ratings-v1/)
  expect(text).toMatch(/gRPC.*: shop\/reviews-v1 → shop\/ratings-v1/)
})

test('isotope: scripts keep their order, sizes count 1024, and probabilities, replicas, errors, rules and sleeps are named', () => {
  const { services, page, changes, draft } = told('isotope.yaml')
  expect(services).toEqual([
    'default/edge: (search.find | basket), ads',
    'find/search: ads.default',
    'default/ads: ',
    'default/basket: ',
  ])
  expect(page).toEqual(['edge'])
  expect(draft.services.map(({ responseBytes }) => responseBytes)).toEqual([16_384, 512, 16_384, 16_384])
  expect(draft.services[0]!.steps[0]!.calls.map(({ requestBytes }) => requestBytes)).toEqual([1024, 2048])
  const text = changes.join('\n')
  for (const said of [
    /calls for a request were rounded to a whole number: edge → basket \(0\.5 a request\)/,
    /less than half of the requests: left out: search → ads \(0\.1 a request\)/,
    /sleeps: left out.*: edge/,
    /gRPC.*: search/,
    /replicas.*: search \(2\)/,
    /rules of policies.*: basket \(3\)/,
    /some calls failed.*: basket/,
    /circle.*: edge → basket → edge/,
    /not reached from the page: left out: unused/,
  ])
    expect(text).toMatch(said)
})

test('µBench: groups are made at once, chances are rounded, sizes are thousands of bytes', () => {
  const { services, page, changes, draft } = told('mubench.json')
  expect(services).toEqual([
    'default/s0: (s1 | s3), s2',
    'default/s1: sdb1',
    'default/sdb1: ',
    'default/s3: ',
    'default/s2: ',
  ])
  expect(page).toEqual(['s0'])
  expect(draft.services[0]!.responseBytes).toBe(10_000)
  const text = changes.join('\n')
  for (const said of [
    /made always: s0 → s3 \(0\.3 a request\)/,
    /left out: s2 → sdb1 \(0\.002 a request\)/,
    /rounded to a whole number: s0 → s2 \(0\.8 a request\)/,
    /chosen by chance.*: s1 \(1\)/,
    /chains of calls that run at once.*: s0/,
    /replicas.*: s1 \(3\)/,
    /gRPC.*: s2/,
    /beside the service: left out: sdb1 \(mongodb\)/,
    /work of which no time is known/,
  ])
    expect(text).toMatch(said)
})

test('Kiali: in a graph of services a service stands for its pods, and a host elsewhere is left out', () => {
  const node = (id: string) => ({ data: { id, nodeType: 'service', namespace: 'shop', service: id } })
  const edge = (source: string, target: string, http: string) => ({
    data: { source, target, traffic: { protocol: 'http', rates: { http } } },
  })
  const graph = {
    graphType: 'service',
    elements: {
      nodes: ['web', 'api', 'users', 'api.example.com'].map(node),
      edges: [
        edge('web', 'api', '10.00'),
        edge('api', 'users', '20.00'),
        edge('api', 'api.example.com', '1.00'),
      ],
    },
  }
  const { services, changes } = told('graph.json', JSON.stringify(graph))
  expect(services).toEqual(['shop/web: api', 'shop/api: users×2', 'shop/users: '])
  expect(changes.join('\n')).toMatch(/outside the cluster: left out: shop\/api → shop\/api\.example\.com/)
})

test('Kiali: an edge with a node that the file does not have is named', () => {
  const graph = JSON.parse(fixture('kiali.json')) as { elements: { edges: object[] } }
  const traffic = { protocol: 'http', rates: { http: '1.00' } }
  graph.elements.edges.push({ data: { id: 'x', source: 'gone', target: 'lost', traffic } })
  expect(told('kiali.json', JSON.stringify(graph)).draft.changes).toContainEqual({
    kind: 'end missing',
    of: ['gone', 'lost'],
  })
})

test('OTLP: lines with logs and metrics among traces are left out and counted', () => {
  const mixed = `{"resourceMetrics":[]}\n${fixture('otlp.jsonl')}\n{"resourceLogs":[]}\n`
  const among = told('otlp.jsonl', mixed)
  expect(among.page).toEqual(told('otlp.jsonl').page)
  expect(among.draft.changes).toContainEqual({ kind: 'logs and metrics', of: [], figure: 2 })
})
