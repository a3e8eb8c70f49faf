import { expect, test } from 'vitest'
import { withoutFurtherRates } from '../plan/further-rates.ts'
import { planRun } from '../plan/plan-run.ts'
import { armsOf } from './arms.ts'
import { findScenario } from './find-scenario.ts'
import { loadScenario } from './load-scenario.ts'
import { quickScenario } from './quick.ts'

const here = [
  { name: 'kube-proxy-iptables', quick: false },
  { name: 'sidecar', quick: true },
  { name: 'sidecar-mtls', quick: false },
  { name: 'ebpf', quick: true },
]
const real = [
  { name: 'kube-proxy-iptables', quick: false },
  { name: 'istio-sidecar', modelledBy: 'sidecar', quick: true },
  { name: 'istio-sidecar-mtls', modelledBy: 'sidecar-mtls', quick: false },
  { name: 'cilium', modelledBy: 'ebpf', quick: true },
]
const chain3 = loadScenario(findScenario('chain-3'), { provider: 'netns', here, elsewhere: [] })

test('a quick run of the default scenario is planned below a minute', () => {
  const quick = quickScenario(withoutFurtherRates(chain3, 'quick').scenario, false, here)
  expect(quick.arms.map((arm) => arm.name)).toEqual(['direct', 'direct-again', 'ebpf', 'sidecar'])
  expect(planRun(quick, 'seed', true).totalSeconds).toBeLessThan(60)
})

test('on a cluster a quick run takes the datapaths that say so there', () => {
  const there = loadScenario(findScenario('chain-3'), { provider: 'kind', here: real, elsewhere: [] })
  expect(quickScenario(there, false, real).arms.map((arm) => arm.name)).toEqual([
    'direct',
    'direct-again',
    'cilium',
    'istio-sidecar',
  ])
})

test('the default run is planned below six minutes', () => {
  expect(planRun(chain3, 'seed', false).totalSeconds).toBeLessThan(360)
})

test('datapaths that were asked for are kept in a quick run', () => {
  const asked = { ...chain3, arms: armsOf(['kube-proxy-iptables'], here) }
  expect(quickScenario(asked, true, here).arms.map((arm) => arm.name)).toEqual([
    'direct',
    'direct-again',
    'kube-proxy-iptables',
  ])
})
