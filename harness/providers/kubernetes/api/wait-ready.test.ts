import { expect, test } from 'vitest'
import { withoutReplaced } from './wait-ready.ts'

const pod = (name: string, generateName: string, phase: string) => ({
  metadata: { name, generateName },
  status: { phase },
})

test('a failed pod does not count where its controller has made another one', () => {
  const [failed, pending] = [pod('stock-1-a', 'stock-1-', 'Failed'), pod('stock-1-b', 'stock-1-', 'Pending')]
  const alone = pod('orders-1-a', 'orders-1-', 'Failed')
  expect(withoutReplaced([failed, pending, alone])).toEqual([pending, alone])
  expect(withoutReplaced([failed])).toEqual([failed])
})
