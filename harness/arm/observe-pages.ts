/** Sends pages while a datapath's own source of flows looks on, and counts what the source should have seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { AttemptsMade, MadeAttempt } from '../flows/attempts-made.ts'
import type { FlowsAbout } from '../flows/flows-about.ts'
import type { NotMeasured } from '../results/record.ts'
import { NORMAL_PAGES, PACE_MS, sendAtPace, whilePagesGoOn } from './normal-pages.ts'
import type { ProofSite } from './prove-arm.ts'

/** Where a datapath's flows come from. */
export interface FlowSource {
  /** "Envoy access log". */
  source: string
  /** Who writes the flows; null where their writer names itself in each of them. */
  emitter: { name: string; version: string } | null
  sees: 'connections' | 'requests'
  /** What is switched on for this only. */
  switchedOn: string[]
  /** Begins to look. May replace programs of the arm, so nothing may be measured afterwards. */
  begin(): Promise<EndLooking>
}

/** Ends the look and returns one GetFlowsResponse for each line. @param from when the pages began: what happened before is no part of them */
export type EndLooking = (from: Date) => Promise<{ lines: object[]; lost: number | NotMeasured }>

/** What was seen, line by line, and what stands beside it. */
export interface Observed {
  lines: object[]
  about: Omit<FlowsAbout, 'arm'>
  /** Of a scenario with attempts: what was seen while they were made, and the truth about them. */
  attempts?: { lines: object[]; made: Omit<AttemptsMade, 'arm'> }
}

/** Few, because a file of flows is kept with each run; every call of a page is made more than once. */
export const FLOW_PAGES = 5

/** Events have the kernel's coarse clock, which may be one tick behind (CONFIG_HZ=100: 10 ms); three ticks part pages from attempts. */
const APART_MS = 30

/** What is looked at. */
type Site = Pick<ProofSite, 'services' | 'sendPages'> & {
  /** Of a scenario with attempts: makes them after the pages, while the source still looks and pages go on. */
  makeAttempts?: () => Promise<MadeAttempt[]>
}

/**
 * @param source null for a datapath that sees nothing: then only what there was to see is told
 * @returns what was seen; where the source cannot be asked, since when nothing is known, and why
 * @throws what the services or the client throw
 */
export async function observePages(
  source: FlowSource | null,
  { services, sendPages, makeAttempts }: Site,
): Promise<Observed> {
  const began = new Date()
  let failure: { since: string; why: string } | null = null
  const orFailure = async <Result>(act: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await act()
    } catch (error) {
      failure ??= { since: began.toISOString(), why: messageOf(error) }
      return null
    }
  }
  const end = source && (await orFailure(() => source.begin()))
  // Sources of connections see a connection when it opens, so those between services must be new as well.
  await Promise.all(services.map((service) => service.closeIdle()))
  const before = await countsOf(services)
  const from = new Date()
  const completed = makeAttempts
    ? await sendAtPace(sendPages, NORMAL_PAGES)
    : (await sendPages(FLOW_PAGES)).completed
  const to = new Date()
  const after = await countsOf(services)
  const tried = makeAttempts && (await attempt(makeAttempts, sendPages))
  const seen = end && (await orFailure(() => end(from)))
  const all = seen?.lines ?? []
  const lines = tried ? all.filter((line) => !isSince(line, tried.from)) : all
  const meanwhile = tried ? all.filter((line) => isSince(line, tried.from)) : []
  return {
    lines,
    ...(tried && { attempts: { lines: meanwhile, made: { ...tried, lines: meanwhile.length } } }),
    about: {
      emitter: source && (source.emitter ?? emitterOf(seen?.lines ?? [])),
      source: source?.source ?? 'nothing: no part of the datapath reports what passes',
      sees: source?.sees ?? 'nothing',
      switchedOn: source?.switchedOn ?? [],
      from: from.toISOString(),
      to: to.toISOString(),
      pages: completed,
      ...madeBetween(before, after),
      lines: lines.length,
      lost: seen?.lost ?? { notMeasured: source ? 'the source could not be asked' : 'nobody looks' },
      unknownSince: failure,
    },
  }
}

async function attempt(
  makeAttempts: () => Promise<MadeAttempt[]>,
  sendPages: ProofSite['sendPages'],
): Promise<Omit<AttemptsMade, 'arm' | 'lines'>> {
  await sleep(APART_MS)
  const from = new Date()
  await sleep(APART_MS)
  const { result, pages } = await whilePagesGoOn(sendPages, makeAttempts)
  return {
    from: from.toISOString(),
    to: new Date().toISOString(),
    pages,
    paceMs: PACE_MS,
    attempts: result,
  }
}

/** Whether the line is of this time or later. */
function isSince(line: object, from: string): boolean {
  const { time } = line as { time?: string }
  return time !== undefined && Date.parse(time) >= Date.parse(from)
}

type Counts = Map<string, Awaited<ReturnType<ProofSite['services'][number]['stats']>>>

const countsOf = async (services: ProofSite['services']): Promise<Counts> =>
  new Map(await Promise.all(services.map(async (service) => [service.name, await service.stats()] as const)))

/** Calls and connections that each service counted meanwhile. */
function madeBetween(before: Counts, after: Counts): Pick<FlowsAbout, 'calls' | 'accepted'> {
  const then = (name: string) => before.get(name)
  return {
    calls: [...after].flatMap(([to, { requests }]) =>
      Object.entries(requests)
        .map(([from, count]) => ({ from, to, calls: count - (then(to)?.requests[from] ?? 0) }))
        .filter(({ calls }) => calls > 0),
    ),
    accepted: Object.fromEntries(
      [...after].map(([name, { connectionsAccepted }]) => [
        name,
        connectionsAccepted - (then(name)?.connectionsAccepted ?? 0),
      ]),
    ),
  }
}

/** Who wrote the flows, by the first of them that says so. */
function emitterOf(lines: readonly object[]): FlowsAbout['emitter'] {
  for (const line of lines) {
    const { emitter } = (line as { flow?: { emitter?: { name?: string; version?: string } } }).flow ?? {}
    if (emitter?.name) return { name: emitter.name, version: emitter.version ?? '' }
  }
  return null
}
