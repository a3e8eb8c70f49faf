import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Role, Unit } from '../../arm/arm.ts'
import { freeze, thaw } from '../../providers/shared/freezer.ts'
import { closeAccount } from '../../results/cpu-account.ts'
import { requireNeed } from '../../system/require-need.ts'
import { cgroupCpuUs } from './cgroup.ts'
import { BURNER, makeCgroups, runIn } from './testing/own-cgroup.ts'
import { readEdge, subtract } from './window.ts'

const BURN_MS = 700
/** Both edges of /proc/stat are rounded to 10 ms, and a task on each core is charged up to a tick (10 ms at HZ=100) late. */
const RESOLUTION_US = 20_000 + 2 * 10_000

const unit = (pod: string, role: Role, directory: string): Unit => ({
  pod,
  role,
  cpuUs: () => cgroupCpuUs(directory),
})

/** Reads the window around some work, for an arm with these units. */
async function windowOf(units: Unit[], work: () => Promise<unknown>, otherUnits: Unit[] = []) {
  const before = readEdge({ units, otherUnits })
  await work()
  const window = subtract(before, readEdge({ units, otherUnits }))
  return { window, account: closeAccount(window) }
}

describe.skipIf(await requireNeed('linux'))('the CPU account', { retry: 2 }, () => {
  test('a burner in a group of ours shows up in its role, and nowhere else', async () => {
    const { app, proxy } = makeCgroups('app', 'proxy')
    const burner = await runIn(app, BURNER)
    const units = [unit('orders', 'app', app), unit('orders', 'proxy', proxy)]
    const { window } = await windowOf(units, () => burner.ask(String(BURN_MS)))
    expect(window.appUs / 1000).toBeGreaterThan(BURN_MS * 0.99)
    expect(window.appUs / 1000).toBeLessThan(BURN_MS * 1.05)
    expect(window.units).toEqual([
      { pod: 'orders', role: 'app', us: window.appUs },
      { pod: 'orders', role: 'proxy', us: 0 },
    ])
    expect(window.proxyUs).toBe(0)
  })

  test('every task and idle together make up the host, within the resolution of /proc/stat', async ({
    skip,
  }) => {
    const { app } = makeCgroups('app')
    const burner = await runIn(app, BURNER)
    const { window, account } = await windowOf([unit('orders', 'app', app)], () =>
      burner.ask(String(BURN_MS)),
    )
    if (typeof account.interruptsInIdleUs !== 'number') return skip(account.interruptsInIdleUs.notMeasured)
    console.log(account, { stealUs: window.stealUs })
    expect(account.interruptsInIdleUs).toBeGreaterThan(-RESOLUTION_US)
    expect(account.interruptsInIdleUs - Number(window.stealUs)).toBeLessThan(
      RESOLUTION_US + 0.05 * account.busyUs,
    )
  })

  test('a burner outside every group of ours is foreign, with all it used', async ({ skip }) => {
    const { app, elsewhere } = makeCgroups('app', 'elsewhere')
    const burner = await runIn(elsewhere, BURNER)
    const units = [unit('orders', 'app', app)]
    const quiet = await windowOf(units, () => sleep(BURN_MS))
    let burntUs = 0
    const loud = await windowOf(units, async () => {
      burntUs = Number(await burner.ask(String(BURN_MS)))
    })
    expect(loud.account.oursUs).toBeLessThan(burntUs)
    expect(loud.account.restUs).toBeGreaterThan(burntUs * 0.97 - RESOLUTION_US)
    const { foreignUs } = loud.account
    const quietUs = quiet.account.foreignUs
    if (typeof foreignUs !== 'number' || typeof quietUs !== 'number') return skip('no time of all tasks here')
    console.log({ burntUs, foreignUs, quietUs })
    expect(foreignUs).toBeGreaterThan(burntUs * 0.97)
    // A foreign program ran beside our burner; nothing shows how much of the CPU it used.
    if (quietUs > burntUs / 10)
      return skip('other programs are busy here: that it is no more was not checked')
    expect(foreignUs - quietUs).toBeLessThan(burntUs * 1.1)
  })

  test('an arm that should be frozen and runs is counted as another arm, not as foreign', async () => {
    const { app, other } = makeCgroups('app', 'other')
    const burner = await runIn(other, BURNER)
    const { window, account } = await windowOf([unit('orders', 'app', app)], () => burner.ask('200'), [
      unit('orders', 'app', other),
    ])
    expect(window.otherArmsUs).toBeGreaterThan(198_000)
    expect(account.oursUs).toBe(window.otherArmsUs + window.harnessUs)
  })

  test('a frozen group uses no CPU, and goes on when thawed', async () => {
    const { app } = makeCgroups('app')
    const burner = await runIn(app, BURNER)
    const burnt = burner.ask('500')
    await sleep(50)
    await freeze(app)
    const frozen = await windowOf([unit('orders', 'app', app)], () => sleep(200))
    await thaw(app)
    const thawed = await windowOf([unit('orders', 'app', app)], () => burnt)
    expect(frozen.window.appUs).toBe(0)
    expect(thawed.window.appUs).toBeGreaterThan(200_000)
  })

  test('an edge of thirty units is read before much can change', () => {
    const names = Array.from({ length: 30 }, (_, n) => `pod-${n}`)
    const groups = makeCgroups(...names)
    const units = names.map((name) => unit(name, 'app', groups[name]!))
    const began = performance.now()
    const edge = readEdge({ units, otherUnits: [] })
    console.log(`30 units read in ${(performance.now() - began).toFixed(2)} ms`)
    expect(edge.units).toHaveLength(30)
  })
})
