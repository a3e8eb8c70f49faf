import { expect, test } from 'vitest'
import type { Unit } from '../../arm/arm.ts'
import { hostAccount, unitsOfOthers } from './host-account.ts'
import { measured } from '../../results/measured.ts'

/** A unit whose CPU grows by `stepUs` each time it is read. */
function unit(pod: string, role: Unit['role'], stepUs: number): Unit {
  let usedUs = 0
  return { pod, role, cpuUs: () => (usedUs += stepUs) }
}

test('what arms of one cluster share is the own of each, and read once among others', () => {
  const istiod = unit('istiod', 'control-plane', 0)
  const own = [unit('orders', 'app', 0), istiod]
  const direct = { units: [unit('orders', 'app', 0), istiod] }
  const apiServer = unit('apiserver', 'control-plane', 0)
  const elsewhere = { units: [apiServer] }
  expect(unitsOfOthers(own, [direct, elsewhere, { units: [apiServer] }])).toEqual([
    direct.units[0],
    apiServer,
  ])
})

test('a window holds what the own units used, and what others did that should have rested', async () => {
  const shared = unit('coredns', 'agent', 7)
  const account = hostAccount([unit('orders', 'app', 100), shared])
  const other = { units: [unit('orders', 'app', 30), shared] }
  const window = measured(await (await account.open([other as never, other as never])).close())!
  expect(window).toMatchObject({ appUs: 100, agentUs: 7, otherArmsUs: 30, controlPlaneUs: 0 })
})
