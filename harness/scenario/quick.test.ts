import { expect, test } from 'vitest'
import { planRun } from '../plan/plan-run.ts'
import { armsOf } from './arms.ts'
import { findScenario } from './find-scenario.ts'
import { loadScenario } from './load-scenario.ts'
import { quickScenario } from './quick.ts'

const chain3 = loadScenario(findScenario('chain-3'), [
  'kube-proxy-iptables',
  'sidecar',
  'sidecar-mtls',
  'ebpf',
])

test('a quick run of the default scenario is planned below 90 seconds', () => {
  const quick = quickScenario(chain3, false)
  expect(quick.arms.map((arm) => arm.name)).toEqual(['direct', 'direct-again', 'ebpf', 'sidecar'])
  expect(planRun(quick, 'seed', true).totalSeconds).toBeLessThan(90)
})

test('the default run is planned below ten minutes', () => {
  expect(planRun(chain3, 'seed', false).totalSeconds).toBeLessThan(600)
})

test('datapaths that were asked for are kept in a quick run', () => {
  const asked = { ...chain3, arms: armsOf(['kube-proxy-iptables']) }
  expect(quickScenario(asked, true).arms.map((arm) => arm.name)).toEqual([
    'direct',
    'direct-again',
    'kube-proxy-iptables',
  ])
})
