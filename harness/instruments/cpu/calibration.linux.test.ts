/** Calibration of the instrument: CPU injected into every request of a service must come back in its CPU per 1000 requests. */
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Unit } from '../../arm/arm.ts'
import type { CpuWindow } from '../../results/record.ts'
import { partsPer1000 } from '../../stats/cpu-parts.ts'
import { requireNeed } from '../../system/require-need.ts'
import { cgroupCpuUs } from './cgroup.ts'
import { makeCgroups, runIn } from './testing/own-cgroup.ts'
import { readEdge, subtract } from './window.ts'

const INJECTED_US = 1000
const REQUESTS = 300
/** One request in 5 ms, or 200 a second: far from saturation, even with the injected work. */
const INTERVAL_MS = 5
const WARM_UP_REQUESTS = 5000

/** Answers /burn/<µs> after using this much CPU, measured by the program itself, and /sleep/<µs> after waiting this long. */
const SERVER = `
const usedUs = () => { const { user, system } = process.cpuUsage(); return user + system }
const server = require('node:http').createServer((request, response) => {
  const [, what, us] = request.url.split('/')
  const begin = usedUs()
  if (what === 'sleep') return setTimeout(() => response.end('slept'), us / 1000)
  while (usedUs() - begin < us);
  response.end('burnt')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

describe.skipIf(await requireNeed('linux'))('calibration', { retry: 2 }, () => {
  test('CPU burnt for each request comes back in the CPU of the service, a delay does not', async () => {
    const { app } = makeCgroups('app')
    const server = await runIn(app, SERVER)
    const agent = new Agent({ keepAlive: true })
    const send = (path: string) =>
      new Promise<void>((done, failed) => {
        get({ port: Number(server.firstLine), path, agent }, (answer) => {
          answer.resume().on('end', done)
        }).on('error', failed)
      })
    /** Sends each request at its due time, as the paced client does. */
    const drive = async (path: string) => {
      const beganAt = performance.now()
      const sent: Promise<void>[] = []
      for (let n = 0; n < REQUESTS; n++) {
        await sleep(Math.max(0, beganAt + n * INTERVAL_MS - performance.now()))
        sent.push(send(path))
      }
      await Promise.all(sent)
    }
    const units: Unit[] = [{ pod: 'orders', role: 'app', cpuUs: () => cgroupCpuUs(app) }]
    const windowOf = async (work: () => Promise<unknown>): Promise<CpuWindow> => {
      const before = readEdge({ units, otherUnits: [] })
      await work()
      return subtract(before, readEdge({ units, otherUnits: [] }))
    }
    // A service whose code is still being optimised gets cheaper from window to window: 200 µs a request fell to 70.
    for (let n = 0; n < WARM_UP_REQUESTS; n++) await send('/burn/0')
    const appUsPerRequest = async (path: string) =>
      partsPer1000(await windowOf(() => drive(path)), REQUESTS).app * 1000

    // Plain requests are measured before and after, so that a drift that remains cancels out.
    const plainBeforeUs = await appUsPerRequest('/burn/0')
    const burntUs = await appUsPerRequest(`/burn/${INJECTED_US}`)
    const sleptUs = await appUsPerRequest(`/sleep/${INJECTED_US}`)
    const plainAfterUs = await appUsPerRequest('/burn/0')
    const plainUs = (plainBeforeUs + plainAfterUs) / 2
    agent.destroy()
    console.log({
      plainBeforeUs,
      plainAfterUs,
      burntUs,
      sleptUs,
      recovered: (burntUs - plainUs) / INJECTED_US,
    })
    expect((burntUs - plainUs) / INJECTED_US).toBeGreaterThan(0.9)
    expect((burntUs - plainUs) / INJECTED_US).toBeLessThan(1.1)
    // Setting and firing a timer costs some CPU; waiting costs none.
    expect((sleptUs - plainUs) / INJECTED_US).toBeLessThan(0.25)
  })
})
