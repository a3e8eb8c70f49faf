import { expect, test } from 'vitest'
import { refusalOf } from '../testing/refusal.ts'
import { attemptsOf } from './attempts.ts'
import { parseScenario } from './load-scenario.ts'

const GOOD = `description: A question
topology:
  services:
    orders: { namespace: shop, steps: [{ call: stock }] }
    stock: { namespace: shop }
  page: [{ call: orders.shop }]
loads: [{ pagesPerSecond: 200 }]
arms: [ebpf]
strangers:
  - { name: scraper, namespace: vendor }
attempts:
  - { name: scan, kind: scan, from: stock }
  - { name: ask, kind: call, from: scraper, to: orders, path: /internal, times: 3, every: 250ms }
  - { name: lost, kind: no-such-name, from: orders, to: payments.billing }
`
const parse = (text: string) =>
  parseScenario('my/shop.yaml', text, {
    provider: 'netns',
    here: [{ name: 'direct' }, { name: 'ebpf' }],
    elsewhere: [],
  })

test('attempts and strangers have their defaults filled in; most scenarios have neither', () => {
  expect(attemptsOf(parse(GOOD))).toEqual({
    strangers: [{ name: 'scraper', namespace: 'vendor', inMesh: false }],
    attempts: [
      { name: 'scan', kind: 'scan', from: 'stock', times: 1, every: 100 },
      { name: 'ask', kind: 'call', from: 'scraper', to: 'orders', path: '/internal', times: 3, every: 250 },
      { name: 'lost', kind: 'no-such-name', from: 'orders', to: 'payments.billing', times: 1, every: 100 },
    ],
  })
  expect(attemptsOf(parse(GOOD.slice(0, GOOD.indexOf('strangers'))))).toEqual({ strangers: [], attempts: [] })
})

test.each([
  ['kind: scan', 'kind: scam', /my\/shop\.yaml:12:26 .*must be "?scan.*was|did you mean "scan"/s],
  ['from: stock', 'from: stok', /12:\d+ .*names stok, which is no service.*did you mean "stock"/s],
  ['to: orders,', 'to: order,', /13:\d+ .*names order, which is not a service.*did you mean "orders"/s],
  [', to: orders', '', /13:\d+ .*of kind call needs `to`/s],
  ['from: stock }', 'from: stock, to: orders }', /12:\d+ .*a scan tries every service but its own/s],
  ['from: stock }', 'from: stock, path: /x }', /12:\d+ .*means nothing for kind scan/s],
  ['to: payments.billing', 'to: stock.shop', /14:\d+ .*stock\.shop is a service/s],
  ['name: lost', 'name: scan', /14:\d+ .*is a second attempt called scan/s],
  ['name: scraper', 'name: client', /10:\d+ .*is the name of another pod/s],
  ['times: 3', 'times: 0', /13:\d+ .*must be at least 1/s],
  ['every: 250ms', 'every: 2m', /13:\d+ .*must be from 0ms to 1m/s],
  ['every: 250ms', 'evry: 250ms', /13:\d+ .*is not a field here.*did you mean "every"/s],
  ['path: /internal', 'path: internal', /13:\d+ .*must begin with \//s],
  ['from: scraper, to: orders', 'from: orders, to: orders', /13:\d+ .*orders would try itself/s],
])('%s as %s is refused with its place', (good, bad, message) => {
  expect(GOOD).toContain(good)
  expect(refusalOf(() => parse(GOOD.replace(good, bad)))).toMatch(message)
})

test('strangers that try nothing are refused', () => {
  expect(refusalOf(() => parse(GOOD.slice(0, GOOD.indexOf('attempts'))))).toMatch(/has pods that try nothing/)
})
