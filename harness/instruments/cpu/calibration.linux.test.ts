/** Calibration of the instrument: CPU injected into every request of a service must come back in its CPU per 1000 requests. */
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Unit } from '../../arm/arm.ts'
import type { CpuWindow } from '../../results/record.ts'
import { marginalPer1000 } from '../../stats/cpu-parts.ts'
import { requireNeed } from '../../system/require-need.ts'
import { cgroupCpuUs } from './cgroup.ts'
import { makeCgroups, runIn } from './testing/own-cgroup.ts'
import { readEdge, subtract } from './window.ts'

const INJECTED_US = 1000
const REQUESTS = 300
/** 200 requests a second: one in five milliseconds, far from saturation even with the injected work. */
const INTERVAL_MS = 5
const WARM_UP_REQUESTS = 5000

/** Answers /burn/<µs> after using so much CPU by its own account, /sleep/<µs> after waiting so long. */
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
    /** Each request is due at its own time, as in the paced client. */
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
    const idle = await windowOf(() => sleep(500))
    const appUsPerRequest = async (path: string) =>
      marginalPer1000(await windowOf(() => drive(path)), idle, REQUESTS).app * 1000

    // Plain requests before and after: what still drifts falls out.
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
    // Setting and firing a timer costs something, waiting for it does not.
    expect((sleptUs - plainUs) / INJECTED_US).toBeLessThan(0.25)
  })
})
