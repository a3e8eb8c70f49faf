import { expect, test } from 'vitest'
import { attemptSchema } from '../../../scenario/attempts.ts'
import { makeAttempts, type AttemptSite } from './make-attempts.ts'
import type { Order } from './order.ts'

const POD = { name: 'cart', namespace: 'run-shop', address: '10.244.0.5' }
const STOCK = {
  ...{ name: 'stock', host: 'stock.run-data', podAddress: '10.244.0.9', serviceAddress: '10.96.0.9' },
}
const CART = { name: 'cart', host: 'cart.run-shop', podAddress: POD.address, serviceAddress: '10.96.0.5' }

/** An arm whose tries are all answered, and what it was asked to try. */
function arm(more: Partial<AttemptSite> = {}) {
  const orders: Order[] = []
  const site: AttemptSite = {
    ...{ pods: [POD], services: [CART, STOCK], servicePort: 80 },
    run(_, __, order) {
      orders.push(order)
      const outcome = { face: 'answered' as const, status: 200, code: null }
      const at = '2026-11-29T04:00:00.000Z'
      return Promise.resolve(order.targets.map((_, target) => ({ target, at, tookMs: 1, outcome })))
    },
    ...more,
  }
  return { site, orders }
}

const attempt = (more: object) => attemptSchema.parse({ name: 'it', from: 'cart', ...more })

test.each([
  ['call', { to: 'stock', path: '/x' }, 'stock.run-data:80', [80, 8080], ['10.244.0.9', '10.96.0.9']],
  ['connect', { to: 'stock' }, 'stock.run-data:80', [80, 8080], ['10.244.0.9', '10.96.0.9']],
  ['straight', { to: 'stock' }, '10.244.0.9:8080', [8080], ['10.244.0.9']],
  ['scan', {}, '10.244.0.9:8080', [8080], ['10.244.0.9']],
  ['no-such-name', { to: 'payments.billing' }, 'payments.billing:80', [80, 8080], []],
  ['call', { to: 'stock', port: 9000 }, 'stock.run-data:9000', [9000], ['10.244.0.9', '10.96.0.9']],
])('%s %j tries %s', async (kind, more, tried, ports, addresses) => {
  const { site, orders } = arm()
  const [made] = await makeAttempts(site, [attempt({ kind, ...more })])
  expect(orders[0]!.targets.map(({ host, port }) => `${host}:${port}`)).toEqual([tried])
  expect(made).toMatchObject({ from: POD, ports, to: { addresses }, tries: [{ tookMs: 1 }] })
})

test('a service whose name is the address of its pod has no other address, and answers at the port of the pod', async () => {
  const { site } = arm({
    servicePort: 8080,
    services: [{ name: 'stock', host: 's', podAddress: '10.0.0.9' }],
  })
  const [made] = await makeAttempts(site, [attempt({ kind: 'call', to: 'stock' })])
  expect(made).toMatchObject({ ports: [8080], to: { addresses: ['10.0.0.9'] } })
})
