/** A reading of the hop clock for one synthetic window: a page of parts that add up. */
import type { ClockedCall, DrawnPage, HopReading, SpreadUs } from '../../results/record.ts'
import { SYNTHETIC_SCENARIO } from './synthetic-host.ts'
import type { SyntheticCost } from './synthetic-trial.ts'

/** p50 and p10 beside a mean, about as far as on the reference host. */
const spread = (mean: number): SpreadUs => ({ mean, p50: mean * 0.95, p10: mean * 0.7 })

/** @param speed factor of this window on all that is between sockets */
export function syntheticHops(cost: SyntheticCost, pageUs: number, speed: number, pages: number): HopReading {
  const { edges, hopsPerPage } = SYNTHETIC_SCENARIO
  const transportUs = cost.transportUs * speed
  const clientUs = pageUs - hopsPerPage * (transportUs + cost.appUs)
  const calls = edges.map(({ from, to }, index): ClockedCall => ({
    path: '1'.repeat(index + 1),
    from,
    to,
    exchanges: pages,
    transport: spread(transportUs),
    request: spread(transportUs * 0.5),
    response: spread(transportUs * 0.5),
    app: spread(cost.appUs),
    proxied:
      cost.proxies === 0
        ? null
        : {
            callerLoopback: spread(transportUs * 0.04),
            callerProxy: spread(transportUs * 0.46),
            wire: spread(transportUs * 0.02),
            calleeProxy: spread(transportUs * 0.46),
            calleeLoopback: spread(transportUs * 0.02),
          },
  }))
  return {
    pages,
    unmatchedPages: 0,
    exchanges: pages * edges.length,
    retransmitted: 0,
    odd: {},
    ambiguousWires: 0,
    pageUs: spread(pageUs),
    clientUs: spread(clientUs),
    sumOfParts: 1,
    transportPerHop: spread(transportUs),
    appPerHop: spread(cost.appUs),
    calls,
    connectUs: null,
    connects: 0,
    medianPage: drawnPage(pageUs, calls),
    slowPage: drawnPage(pageUs * 2, calls),
  }
}

/** Half of each transport and service on the way in, the other half on the way back. */
function drawnPage(totalUs: number, calls: readonly ClockedCall[]): DrawnPage {
  const spans: DrawnPage['spans'] = []
  const ownUs = calls.reduce((sum, { transport, app }) => sum + transport.mean + app.mean, 0)
  let at = 0
  const add = (path: string, part: DrawnPage['spans'][number]['part'], where: string, us: number): void => {
    spans.push({ path, part, where, fromUs: at, toUs: at + us, critical: true })
    at += us
  }
  add('', 'client', 'client', (totalUs - ownUs) / 2)
  for (const { path, from, to, transport, app } of calls) {
    add(path, 'transport', `${from} → ${to}`, transport.mean / 2)
    add(path, 'app', to, app.mean / 2)
  }
  for (const { path, from, to, transport, app } of calls.toReversed()) {
    add(path, 'app', to, app.mean / 2)
    add(path, 'transport', `${to} → ${from}`, transport.mean / 2)
  }
  add('', 'client', 'client', (totalUs - ownUs) / 2)
  return { totalUs, spans }
}
