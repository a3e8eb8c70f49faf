import { describe, expect, test } from 'vitest'
import { orderByGroup, roundOrder, williamsSquare } from './williams-square.ts'

/** Counts how often each arm comes directly after each other arm. */
function successions(rows: readonly (readonly unknown[])[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows)
    for (let index = 1; index < row.length; index++) {
      const pair = `${String(row[index - 1])} then ${String(row[index])}`
      counts.set(pair, (counts.get(pair) ?? 0) + 1)
    }
  return counts
}

describe.each([2, 3, 4, 5, 6, 7, 8])('a square of %i arms', (arms) => {
  const rows = williamsSquare(arms)

  test('runs each arm once a round, and equally often in each position', () => {
    for (const row of rows) expect(new Set(row).size).toBe(arms)
    for (let position = 0; position < arms; position++) {
      const byArm = Object.values(Object.groupBy(rows, (row) => String(row[position])))
      expect(byArm).toHaveLength(arms)
      expect(new Set(byArm.map((group) => group?.length)).size).toBe(1)
    }
  })

  test('runs each arm after each other arm equally often', () => {
    const counts = successions(rows)
    expect(counts.size).toBe(arms * (arms - 1))
    expect(new Set(counts.values())).toEqual(new Set([arms % 2 === 0 ? 1 : 2]))
  })
})

const ARMS = ['direct', 'direct-twin', 'kube-proxy', 'sidecar', 'sidecar-mtls', 'ebpf']

test('twelve rounds of six arms are two whole squares, balanced after relabelling', () => {
  const counts = successions(roundOrder(ARMS, 12, 'seed'))
  expect(counts.size).toBe(30)
  expect(new Set(counts.values())).toEqual(new Set([2]))
})

test.each([3, 4, 5, 6, 7, 8])(
  'of %i arms none runs twice in a row, also from one round to the next',
  (arms) => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].slice(0, arms)
    for (let seed = 0; seed < 30; seed++) {
      const all = roundOrder(names, 24, `${seed}`).flat()
      expect(all.filter((arm, index) => arm === all[index - 1])).toEqual([])
    }
  },
)

test('two arms, which cannot keep from it, still have whole squares', () => {
  expect(roundOrder(['a', 'b'], 4, 'two').map((round) => round.toSorted())).toEqual([
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b'],
  ])
})

test.each([6, 7])(
  'where twenty rounds, or ten, do not fill squares of %i arms, places differ by one at most',
  (count) => {
    const arms = Array.from({ length: count }, (_, index) => `arm ${index}`)
    for (const rounds of [20, 10]) {
      const order = roundOrder(arms, rounds, 'seed')
      for (let place = 0; place < count; place++) {
        const times = arms.map((arm) => order.filter((row) => row[place] === arm).length)
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1)
      }
    }
    const counts = [...successions(roundOrder(arms, 20, 'seed')).values()]
    expect(counts).toHaveLength(count * (count - 1))
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(count % 2 === 0 ? 1 : 2)
  },
)

test('the same seed gives the same order, another seed another', () => {
  expect(roundOrder(ARMS, 12, 'a')).toEqual(roundOrder(ARMS, 12, 'a'))
  expect(roundOrder(ARMS, 12, 'a')).not.toEqual(roundOrder(ARMS, 12, 'b'))
})

test('a run of fewer rounds than a square still has every arm in every round', () => {
  const order = roundOrder(ARMS, 4, 'short')
  expect(order).toHaveLength(4)
  for (const round of order) expect(round.toSorted()).toEqual(ARMS.toSorted())
})

test('one arm alone has an order too', () => {
  expect(roundOrder(['direct'], 3, 'x')).toEqual([['direct'], ['direct'], ['direct']])
})

describe('where arms share clusters', () => {
  const CLUSTERS = [['direct', 'direct-again', 'kube-proxy'], ['direct-istio', 'istio'], ['cilium']]
  const order = orderByGroup(CLUSTERS, 24, 'seed')

  test('the arms of a cluster come one after the other, in every round', () => {
    for (const round of order) {
      expect(round.toSorted()).toEqual(CLUSTERS.flat().toSorted())
      const clusterOf = round.map((arm) => CLUSTERS.findIndex((arms) => arms.includes(arm)))
      expect(clusterOf.filter((cluster, index) => cluster !== clusterOf[index - 1])).toHaveLength(3)
    }
  })

  test('every cluster comes first equally often, and every arm of a cluster too', () => {
    const first = (arms: readonly string[]) => order.filter((round) => arms.includes(round[0]!)).length
    expect(CLUSTERS.map(first)).toEqual([8, 8, 8])
    const ofIstio = order.map((round) => round.find((arm) => CLUSTERS[1]!.includes(arm)))
    expect(ofIstio.filter((arm) => arm === 'istio')).toHaveLength(12)
  })

  test('one cluster is as none', () => {
    expect(orderByGroup([ARMS], 12, 'seed')).toEqual(roundOrder(ARMS, 12, 'seed'))
  })
})
