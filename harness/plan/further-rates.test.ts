import { expect, test } from 'vitest'
import { netns } from '../providers/netns/index.ts'
import { findScenario } from '../scenario/find-scenario.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { withoutFurtherRates } from './further-rates.ts'

const of = (name: string) =>
  loadScenario(findScenario(name), { provider: 'netns', here: netns.datapaths, elsewhere: [] })

test('the default scenario has a light and a busy rate, and without its further rates the light one alone', () => {
  const chain3 = of('chain-3')
  expect(chain3.loads.map(({ name, pagesPerSecond }) => [name, pagesPerSecond])).toEqual([
    ['light', 200],
    ['busy', 'auto'],
  ])
  const { scenario, loadsLeftOut } = withoutFurtherRates(chain3, 'quick')
  expect(scenario.loads.map(({ name }) => name)).toEqual(['light'])
  expect(loadsLeftOut).toEqual([{ name: 'busy', why: 'quick' }])
})

test('loads that differ in their connections are two questions, and both stay', () => {
  const scale = of('services-scale')
  expect(withoutFurtherRates(scale, 'time')).toEqual({ scenario: scale, loadsLeftOut: [] })
})

test('a load that is alone stays, also with a rate of auto', () => {
  const auto = { ...of('chain-3'), loads: of('chain-3').loads.slice(1) }
  expect(withoutFurtherRates(auto, 'quick')).toEqual({ scenario: auto, loadsLeftOut: [] })
})
