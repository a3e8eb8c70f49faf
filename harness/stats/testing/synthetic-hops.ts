/** A reading of the hop clock for one synthetic window: a page of parts that add up. */
import type { ClockedCall, HopReading, SpreadUs } from '../../results/record.ts'
import { madeUpPage, type HopTimes, type MadeUpCall } from './synthetic-page.ts'
import type { SyntheticCost } from './synthetic-trial.ts'

const service = (to: string, ...groups: MadeUpCall[][]): MadeUpCall => ({ to, app: 1, groups })

/** The page of the synthetic scenario. */
export const CHAIN: MadeUpCall[][] = [[service('front', [service('middle', [service('back')])])]]

/** p50 and p10 beside a mean, about as far as on the reference host. */
const spread = (mean: number): SpreadUs => ({ mean, p50: mean * 0.95, p10: mean * 0.7 })

/**
 * The pages that are drawn have no noise: they take what the arm truly takes.
 * @param speed factor of this window on all that is between sockets
 * @param page the calls that a client makes for a page
 */
export function syntheticHops(
  cost: SyntheticCost,
  pageUs: number,
  speed: number,
  pages: number,
  page: readonly MadeUpCall[][],
): HopReading {
  const times = timesOf(cost, speed)
  const made = clockedCalls('client', page, '', times, pages)
  const trueTimes = timesOf(cost, 1)
  const clientUs = cost.p50Us - madeUpPage(0, page, trueTimes).totalUs
  return {
    pages,
    unmatchedPages: 0,
    exchanges: pages * made.length,
    retransmitted: 0,
    odd: {},
    ambiguousWires: 0,
    pageUs: spread(pageUs),
    clientUs: spread(pageUs - madeUpPage(0, page, times).totalUs),
    sumOfParts: 1,
    transportPerHop: spread(times.transport),
    appPerHop: spread(times.app),
    calls: made,
    connectUs: null,
    connects: 0,
    medianPage: madeUpPage(clientUs, page, trueTimes),
    slowPage: madeUpPage(clientUs, page, trueTimes, 1.9),
  }
}

function timesOf({ transportUs, appUs, proxies }: SyntheticCost, speed: number): HopTimes {
  const transport = transportUs * speed
  const parts = { loopback: transport * 0.03, proxy: transport * 0.46, wire: transport * 0.02 }
  // A bring-up that is slow between the sockets is so in its services too, by half as much.
  return { transport, proxied: proxies === 0 ? null : parts, app: appUs * (1 + (speed - 1) / 2) }
}

/** All calls with their paths, each before the calls that it makes. */
function clockedCalls(
  from: string,
  groups: readonly MadeUpCall[][],
  path: string,
  times: HopTimes,
  pages: number,
): ClockedCall[] {
  return groups.flat().flatMap(({ to, app, groups: own }, index) => {
    const place = `${path}${(index + 1).toString(36)}`
    const call: ClockedCall = {
      ...{ path: place, from, to },
      exchanges: pages,
      transport: spread(times.transport),
      request: spread(times.transport * 0.5),
      response: spread(times.transport * 0.5),
      app: spread(times.app * app),
      proxied: times.proxied && {
        callerLoopback: spread(times.proxied.loopback),
        callerProxy: spread(times.proxied.proxy),
        wire: spread(times.proxied.wire),
        calleeProxy: spread(times.proxied.proxy),
        calleeLoopback: spread(times.proxied.loopback),
      },
    }
    return [call, ...clockedCalls(to, own, place, times, pages)]
  })
}
