import { expect, test } from 'vitest'
import { allEffects, shortEffects } from './planted.ts'
import { topologySchema } from './schema.ts'

const topologyOf = (services: object, page: object[]) => topologySchema.parse({ services, page })

test('a service is busy at the end of the chain, and the first hop is slow', () => {
  const chain = topologyOf(
    { orders: { steps: [{ call: 'stock' }] }, stock: { steps: [{ call: 'prices' }] }, prices: {} },
    [{ call: 'orders' }],
  )
  expect(shortEffects(chain).map(({ kind }) => kind)).toEqual([
    ...['busy-service', 'slow-hop', 'busy-agent', 'held-memory'],
  ])
  expect(shortEffects(chain)).toContainEqual({ kind: 'busy-service', service: 'prices', us: 20 })
  expect(shortEffects(chain)).toContainEqual({ kind: 'slow-hop', to: 'orders', us: 20 })
  expect(allEffects(chain)).toHaveLength(6)
})

test('calls at once and names with a namespace are followed too', () => {
  const shop = topologyOf(
    {
      front: {
        namespace: 'web',
        steps: [{ cpuUs: 5 }, { parallel: [{ call: 'cart.shop' }, { call: 'ads.shop' }] }],
      },
      cart: { namespace: 'shop' },
      ads: { namespace: 'shop' },
    },
    [{ call: 'front.web' }],
  )
  expect(shortEffects(shop)[0]).toMatchObject({ service: 'cart' })
})
