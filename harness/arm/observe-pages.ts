/** Sends pages while a datapath's own source of flows looks on, and counts what the source should have seen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UnavailableError } from '../errors.ts'
import type { AttemptsMade, MadeAttempt } from '../flows/attempts-made.ts'
import type { FlowsAbout } from '../flows/flows-about.ts'
import type { NotMeasured } from '../results/record.ts'
import type { DatabaseStats } from './claims.ts'
import { NORMAL_PAGES, PACE_MS, sendAtPace, whilePagesGoOn } from './normal-pages.ts'
import type { ProofSite, ProvingDatabase, ServiceStats } from './prove-arm.ts'
import { queriesBetween, sessionsBetween } from './prove-queries.ts'

/** Where a datapath's flows come from. */
export interface FlowSource {
  /** "Envoy access log". */
  source: string
  /** Who writes the flows; null where their writer names itself in each of them. */
  emitter: { name: string; version: string } | null
  sees: 'connections' | 'requests'
  /** What is switched on for this only. */
  switchedOn: string[]
  /** Where the names of pods come from, for a source that knows addresses only. */
  namesFrom?: string
  /** Begins to look. May replace programs of the arm, so nothing may be measured afterwards. */
  begin(): Promise<EndLooking>
}

/** Of a datapath that no source reports on: why. */
export interface NoFlowSource {
  nothing: string
}

/** Ends the look and returns one GetFlowsResponse for each line. @param from when the pages began: what happened before is no part of them */
export type EndLooking = (from: Date) => Promise<{ lines: object[]; lost: number | NotMeasured }>

/** What was seen, line by line, and what stands beside it. */
export interface Observed {
  lines: object[]
  about: Omit<FlowsAbout, 'arm'>
  /** The source is unknown because this machine lacks a program of it, and not because the datapath is broken. */
  unavailable?: true
  /** Of a scenario with attempts: what was seen while they were made, and the truth about them. */
  attempts?: { lines: object[]; made: Omit<AttemptsMade, 'arm'> }
}

/** Few, because a file of flows is kept with each run; every call of a page is made more than once. */
export const FLOW_PAGES = 5

const NOBODY_REPORTS = 'no part of the datapath reports what passes'

/** Calls were made, so a source without a single line tells of itself, and not of them. */
const SILENT = 'the source reported nothing at all of the calls that were made: it may be switched off'

/** Events have the kernel's coarse clock, which may be one tick behind (CONFIG_HZ=100: 10 ms); three ticks part pages from attempts. */
const APART_MS = 30

/** What is looked at. */
type Site = Pick<ProofSite, 'services' | 'databases' | 'sendPages'> & {
  /** Of a scenario with attempts: makes them after the pages, while the source still looks and pages go on. */
  makeAttempts?: () => Promise<MadeAttempt[]>
}

/**
 * @param asked null, or why there is none, for a datapath that sees nothing: then only what there was to see is told
 * @param carry what the arm carries meanwhile: returns the number of answered pages; FLOW_PAGES pages where absent, and NORMAL_PAGES where attempts follow
 * @returns what was seen; where the source cannot be asked, since when nothing is known, and why
 * @throws what the services or the client throw
 */
export async function observePages(
  asked: FlowSource | NoFlowSource | null,
  { services, databases = [], sendPages, makeAttempts }: Site,
  carry: () => Promise<number> = async () => (await sendPages(FLOW_PAGES)).completed,
): Promise<Observed> {
  const source = asked !== null && 'begin' in asked ? asked : null
  const nothing = asked !== null && 'nothing' in asked ? asked.nothing : NOBODY_REPORTS
  const began = new Date()
  let failure: FlowsAbout['unknownSince'] = null
  const failures: unknown[] = []
  const orFailure = async <Result>(act: () => Promise<Result>): Promise<Result | null> => {
    try {
      return await act()
    } catch (error) {
      failure ??= { since: began.toISOString(), why: messageOf(error) }
      failures.push(error)
      return null
    }
  }
  const end = source && (await orFailure(() => source.begin()))
  // Sources of connections see a connection when it opens, so those between services must be new as well.
  await Promise.all(services.map((service) => service.closeIdle()))
  const before = await countsOf(services, databases)
  const from = new Date()
  const completed = makeAttempts ? await sendAtPace(sendPages, NORMAL_PAGES) : await carry()
  const to = new Date()
  const after = await countsOf(services, databases)
  const made = madeBetween(before, after)
  // Some sources tell of a connection only when it closes. What they then show late is theirs to answer for: the flows have their times.
  const closePools = () => Promise.all(databases.length > 0 ? services.map((one) => one.closeIdle()) : [])
  await closePools()
  const tried = makeAttempts && (await attempt(makeAttempts, sendPages))
  if (tried) await closePools()
  const seen =
    end &&
    (await orFailure(async () => {
      const ended = await end(from)
      if (ended.lines.length === 0 && made.calls.length > 0) throw new Error(SILENT)
      return ended
    }))
  const all = seen?.lines ?? []
  const lines = tried ? all.filter((line) => !isSince(line, tried.from)) : all
  const meanwhile = tried ? all.filter((line) => isSince(line, tried.from)) : []
  return {
    ...(failures.some((error) => error instanceof UnavailableError) && { unavailable: true }),
    lines,
    ...(tried && { attempts: { lines: meanwhile, made: { ...tried, lines: meanwhile.length } } }),
    about: {
      emitter: source && (source.emitter ?? emitterOf(all)),
      source: source?.source ?? `nothing: ${nothing}`,
      sees: source?.sees ?? 'nothing',
      switchedOn: source?.switchedOn ?? [],
      ...(source?.namesFrom !== undefined && { namesFrom: source.namesFrom }),
      from: from.toISOString(),
      to: to.toISOString(),
      pages: completed,
      ...made,
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

/** Whether what the line tells happened at this time or later. A connection may be told of only when it closes. */
function isSince(line: object, from: string): boolean {
  const { time, flow } = line as { time?: string; flow?: { time?: string } }
  const happened = flow?.time ?? time
  return happened !== undefined && Date.parse(happened) >= Date.parse(from)
}

interface Counts {
  services: Map<string, ServiceStats>
  databases: Map<string, DatabaseStats>
}

async function countsOf(
  services: ProofSite['services'],
  databases: readonly ProvingDatabase[],
): Promise<Counts> {
  const statsOf = async <Stats>(all: readonly { name: string; stats(): Promise<Stats> }[]) =>
    new Map(await Promise.all(all.map(async (one) => [one.name, await one.stats()] as const)))
  return { services: await statsOf(services), databases: await statsOf(databases) }
}

/** Calls, queries and connections that the servers counted meanwhile. */
function madeBetween(before: Counts, after: Counts): Pick<FlowsAbout, 'calls' | 'queries' | 'accepted'> {
  const then = (name: string) => before.services.get(name)
  const sessions = sessionsBetween(before.databases, after.databases)
  const asked = queriesBetween(before.services, after.services)
  const queries = Object.entries(sessions).flatMap(([to, { queries: counted }]) =>
    Object.entries(counted).map(([from, count]) => ({
      ...{ from, to, queries: count },
      connections: asked[from]?.[to]?.connections ?? 0,
    })),
  )
  return {
    calls: [...after.services].flatMap(([to, { requests }]) =>
      Object.entries(requests)
        .map(([from, count]) => ({ from, to, calls: count - (then(to)?.requests[from] ?? 0) }))
        .filter(({ calls }) => calls > 0),
    ),
    ...(after.databases.size > 0 && { queries: queries.filter((edge) => edge.queries > 0) }),
    accepted: {
      ...Object.fromEntries(
        [...after.services].map(([name, { connectionsAccepted }]) => [
          name,
          connectionsAccepted - (then(name)?.connectionsAccepted ?? 0),
        ]),
      ),
      ...Object.fromEntries(Object.entries(sessions).map(([name, made]) => [name, made.sessions])),
    },
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
