import { expect, test } from 'vitest'
import { netns } from '../providers/netns/index.ts'
import { findScenario } from '../scenario/find-scenario.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { firstWarmUpPages } from './first-warm-up.ts'
import { planRun } from './plan-run.ts'

const of = (name: string) =>
  loadScenario(findScenario(name), { provider: 'netns', here: netns.datapaths, elsewhere: [] })
const chain3 = of('chain-3')

test('the default run is 10 bring-ups of 2 rounds, and each arm is raised equally often in each place but for one', () => {
  const { bringUps, roundsPerBringUp, raiseOrder, order } = planRun(chain3, 'seed', false)
  expect({ bringUps, roundsPerBringUp }).toEqual({ bringUps: 10, roundsPerBringUp: 2 })
  expect(order).toHaveLength(20)
  expect(raiseOrder).toHaveLength(10)
  for (let place = 0; place < 6; place++)
    for (const { name } of chain3.arms)
      expect([1, 2]).toContain(raiseOrder.filter((names) => names[place] === name).length)
})

test('the windows of a default run have the pages that a p99 needs', () => {
  for (const name of ['chain-1', 'chain-3', 'chain-5', 'page', 'shop']) {
    const { rounds, loads } = of(name)
    for (const { pagesPerSecond, measure } of loads)
      if (pagesPerSecond !== 'auto')
        expect(pagesPerSecond * (measure / 1000) * rounds, name).toBeGreaterThanOrEqual(1000)
  }
})

test('a provider whose bring-ups are dear has more rounds in each', () => {
  const clusters = [chain3.arms.map(({ name }) => name)]
  const place = {
    clusterSeconds: 90,
    removalSeconds: 7,
    lookSeconds: 40,
    clusters,
    settleSecondsPerTurn: 2,
    podsBesideServices: 1,
    podSeconds: 3,
  }
  const dear = { ...place, roundsPerBringUp: { full: 3, quick: 2 } }
  expect(planRun(chain3, 'seed', false, dear).bringUps).toBe(7)
  expect(planRun({ ...chain3, rounds: 6 }, 'seed', true, dear).bringUps).toBe(3)
  expect(planRun({ ...chain3, rounds: 6 }, 'seed', true).bringUps).toBe(6)
})

test('pages of more calls warm up with fewer pages, and arms whose bring-ups are dear with more', () => {
  const full = { quick: false, roundsPerBringUp: 2 }
  expect(firstWarmUpPages(chain3.topology, full)).toBe(600)
  expect(firstWarmUpPages(of('shop').topology, full)).toBe(164)
  expect(firstWarmUpPages(chain3.topology, { ...full, roundsPerBringUp: 3 })).toBe(1000)
  expect(firstWarmUpPages(chain3.topology, { quick: true, roundsPerBringUp: 2 })).toBe(300)
})
