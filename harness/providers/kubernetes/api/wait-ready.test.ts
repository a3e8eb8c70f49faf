import { V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { withoutReplaced } from './wait-ready.ts'

const pod = (name: string, generateName: string, phase: string): V1Pod =>
  Object.assign(new V1Pod(), { metadata: { name, generateName }, status: { phase } })

test('a failed pod does not count where its controller has made another one', () => {
  const [failed, pending] = [pod('stock-1-a', 'stock-1-', 'Failed'), pod('stock-1-b', 'stock-1-', 'Pending')]
  const alone = pod('orders-1-a', 'orders-1-', 'Failed')
  expect(withoutReplaced([failed, pending, alone])).toEqual([pending, alone])
  expect(withoutReplaced([failed])).toEqual([failed])
})

test('a failed pod that is being removed does not count, even before there is another one', () => {
  const leaving = pod('stock-1-a', 'stock-1-', 'Failed')
  leaving.metadata!.deletionTimestamp = new Date()
  expect(withoutReplaced([leaving])).toEqual([])
})
