/** Flows from the access logs of proxies, which are on for a look only, unless the arm is measured with them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EndLooking, FlowSource } from '../../../arm/observe-pages.ts'
import { BenchError } from '../../../errors.ts'
import { byTime, ourEmitter } from '../../../flows/hubble.ts'
import { waitFor } from '../../../system/wait.ts'
import type { MeshFlows } from '../mesh/proof-schema.ts'
import type { FlowSite } from './flow-site.ts'
import { isIn, readLogs, type Log, type LogFrom, type Span } from './read-logs.ts'
import { switchOf } from './switch-on.ts'

/** A proxy gets a new configuration after some 100 ms, a busy one after seconds. Istio ends connections of the old one after 45 s. */
const CONFIGURED_WITHIN_MS = 60_000

/** Connections to a proxy with two workers go to one of them by chance: 16 miss one of them once in 30,000 times. */
const PAGES_TO_TRY = 16

/** On a busy machine the last record has come seconds later than it should. */
const LATER_MS = 10_000

/** @param isOn whether the arm logs while it is measured, too */
export const logSource = (site: FlowSite, flows: MeshFlows, from: LogFrom, isOn: boolean): FlowSource => ({
  source: `${flows.source}, made into flows by hopbench`,
  emitter: ourEmitter('envoy-access-log'),
  sees: 'requests',
  switchedOn: flows.enable === undefined || isOn ? [] : [`${flows.source} (${flows.enable})`],
  begin: () => beginLooking(site, flows, from, isOn),
})

async function beginLooking(
  site: FlowSite,
  flows: MeshFlows,
  from: LogFrom,
  isOn: boolean,
): Promise<EndLooking> {
  const source = switchOf(site, flows.source, flows.enable, isOn)
  try {
    await source.on()
    if (flows.enable !== undefined && !isOn) await untilAllIsLogged(site, flows, from)
  } catch (error) {
    await source.off()
    throw error
  }
  return async (since) => {
    try {
      // The middle of the wait parts the pages from one more: the clock of a node may differ by half of the wait.
      await sleep(flows.lateMs / 2)
      const until = new Date()
      await sleep(flows.lateMs / 2)
      await source.expectOn()
      await sendPage(site)
      await expectLogged(site, flows, from, { since: until })
      const logs = await readLogs(site, from, { since, until })
      return {
        lines: logs.flatMap(({ records }) => records.flatMap(({ lines }) => lines)).toSorted(byTime),
        lost: { notMeasured: 'a log does not tell what it lost' },
      }
    } finally {
      await source.off()
    }
  }
}

/** @throws BenchError for a page without an answer, of which a log may lack calls */
async function sendPage(site: FlowSite): Promise<void> {
  const { completed } = await site.sendPages(1)
  if (completed < 1)
    throw new BenchError(
      'a page that was sent while flows are collected was not answered',
      'the run goes on without these flows; the proofs say more about the arm',
    )
}

/** Connections have records of their own where a proxy passes bytes on: those are no calls. */
const lacks =
  (pages: number, span: Span) =>
  ({ records, leastOf }: Log): boolean =>
    records.filter(({ began, lines }) => lines[0]!.flow!.l7 && isIn(span, began)).length < leastOf(pages)

/**
 * Waits until all calls of some pages are in the logs. Each proxy gets the configuration at its own time, and a connection that is
 * older keeps the old one, without a log, until it has carried one more request. What a load has opened between two proxies stays
 * open for an hour, in each worker of the caller's proxy; so each page comes on new connections, which go to one worker or another.
 */
async function untilAllIsLogged(site: FlowSite, flows: MeshFlows, from: LogFrom): Promise<void> {
  /** Half of a wait parts the pages of two rounds, so clocks of nodes may differ by that. */
  const partingMs = flows.lateMs / 2
  const rounds: Span[] = []
  await waitFor(`${flows.source} to have every call`, CONFIGURED_WITHIN_MS, async () => {
    const since = new Date(Date.now() - partingMs)
    try {
      for (let page = 0; page < PAGES_TO_TRY; page++) {
        await site.closeIdle()
        await sendPage(site)
      }
    } finally {
      await sleep(flows.lateMs)
    }
    rounds.push({ since, until: new Date(Date.now() - partingMs) })
    const logs = await readLogs(site, from, { since: rounds[0]!.since })
    // Records may come late, so those of a round may all be there only after the next one.
    return rounds.some((round) => !logs.some(lacks(PAGES_TO_TRY, round))) || undefined
  })
}

/**
 * Waits until every log that a page leaves records in has the page that was sent in this time. A proxy writes its records in their order,
 * so all earlier ones are there then.
 * @throws BenchError when a log does not get this page: what was read of it may not be whole either
 */
async function expectLogged(site: FlowSite, flows: MeshFlows, from: LogFrom, span: Span): Promise<void> {
  const withinMs = flows.lateMs + LATER_MS
  let silent: Log | undefined
  const isLogged = async () => {
    silent = undefined
    silent = (await readLogs(site, from, span)).find(lacks(1, span))
    return silent === undefined || undefined
  }
  try {
    await waitFor(`the last call to be in ${flows.source}`, withinMs, isLogged, 500)
  } catch (error) {
    if (silent === undefined) throw error
    throw new BenchError(
      `${flows.source} of ${silent.pod} lacks the last call that was made ${withinMs / 1000} s ago: it was switched off there`,
      'find out who switches it off; the run goes on without its flows',
    )
  }
}
