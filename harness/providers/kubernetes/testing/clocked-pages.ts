/** For tests: what the hop clock saw of an arm's pages, by the ends of the sockets that they pass. */
import { join } from 'node:path'
import type { ClockRecords, Exchange, HopClock } from '../../../arm/hop-clock.ts'
import type { Arm } from '../../../arm/arm.ts'
import { TOPOLOGY } from './run-site.ts'

const nothing = { began: () => Promise.resolve(), ended: () => Promise.resolve() }

/**
 * Sends 100 pages a second for half a second while the clock records, and leaves the arm frozen. Returns how many were answered in
 * that time: the client goes on until the harness has read the end of the window.
 */
export async function sendClockedPages(clock: HopClock, arm: Arm, folder: string): Promise<number> {
  await arm.thaw()
  await clock.recording(true)
  const { ledger } = await arm.runPaced(
    {
      driver: 'paced',
      page: TOPOLOGY.page,
      port: arm.servicePort,
      pagesPerSecond: 100,
      connection: 'keep-alive',
      // Pages of a warm-up are stamped too, and would not be in the ledger.
      warmUpMs: 0,
      measureMs: 500,
      timeoutMs: 2000,
      seed: 'clocked',
      rawFile: join(folder, `${arm.spec.name}-clocked.f64`),
    },
    nothing,
  )
  await clock.recording(false)
  // As after the rounds of a run: a proof begins by ending the services' idle connections.
  await arm.verify('counters')
  await arm.freeze()
  return ledger.completed
}

/** The end that every page of the tests' topology begins at. */
export const CLIENT_END = 'client of client calls 1'

/** Pages by the end of a socket that saw them, and by the call: "app of orders called 11". Encrypted exchanges carry no mark. */
export function pagesAtEnds({ exchanges }: ClockRecords, arm: Arm): Record<string, number> {
  const pages = new Map<string, Set<number>>()
  for (const { unit, side, mark } of exchanges) {
    if (unit.arm !== arm.spec.name || mark === null) continue
    const end = `${unit.role} of ${unit.pod} ${side === 'caller' ? 'calls' : 'answers'} ${mark.path}`
    pages.set(end, (pages.get(end) ?? new Set()).add(mark.page))
  }
  return Object.fromEntries([...pages].map(([end, seen]) => [end, seen.size]))
}

/** Exchanges that are not within the exchange of their page that its caller saw: times of two clocks, or of two connections. */
export function outsideOfCaller({ exchanges }: ClockRecords): Exchange[] {
  const key = ({ unit, mark }: Exchange) => `${unit.arm} ${mark!.page} ${mark!.path}`
  const marked = exchanges.filter(({ mark }) => mark !== null)
  const callers = new Map(
    marked
      .filter(({ side, unit }) => side === 'caller' && unit.role !== 'proxy')
      .map((exchange) => [key(exchange), exchange]),
  )
  return marked.filter((exchange) => {
    const caller = callers.get(key(exchange))
    return (
      caller === undefined ||
      exchange.requestFirstNs < caller.requestFirstNs ||
      exchange.responseFirstNs > caller.responseFirstNs
    )
  })
}
