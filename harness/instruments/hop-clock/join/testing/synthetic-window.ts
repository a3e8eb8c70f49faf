/** For tests: the records of a window whose times are known, made from a topology by random delays. */
import type { ClockRecords, ClockUnit, Exchange } from '../../../../arm/hop-clock.ts'
import { seededRandom, type SeededRandom } from '../../../../numbers/seeded-random.ts'
import { topologySchema, type Call, type Step, type Topology } from '../../../../scenario/schema.ts'
import { CLIENT, serviceOf } from '../../../../scenario/topology.ts'
import { ordinalOf, PAGE_NUMBERS } from '../../../../workload/page-mark.ts'
import { HOP_PARTS, type HopPart } from '../joined-page.ts'
import type { ClientPage } from '../client-page.ts'

export const topologyOf = (topology: unknown): Topology => topologySchema.parse(topology)

export const CHAIN = topologyOf({
  services: {
    orders: { steps: [{ cpuUs: 10 }, { call: 'stock' }] },
    stock: { steps: [{ call: 'prices' }] },
    prices: {},
  },
  page: [{ call: 'orders' }],
})

/** prices gets two requests of a page, which may overlap, and the client makes calls at once as well. */
export const FAN_OUT = topologyOf({
  services: {
    orders: { steps: [{ parallel: [{ call: 'stock' }, { call: 'prices' }] }, { call: 'big' }] },
    stock: { steps: [{ call: 'prices' }, { cpuUs: 10 }] },
    prices: {},
    big: { responseBytes: 100_000 },
  },
  page: [{ call: 'big' }, { parallel: [{ call: 'orders' }, { call: 'stock' }] }],
})

export interface SyntheticOptions {
  topology?: Topology
  /** Proxies on the way: none, one beside each program, the same with encryption, only beside callers, or one in the middle. */
  proxies?: 'none' | 'sidecars' | 'encrypted' | 'callers' | 'gateway'
  pages?: number
  /** From one page to the next; pages last about 1 ms a hop and overlap where this is shorter. */
  intervalNs?: number
  firstNumber?: number
  seed?: string
}

/** What one call really took, in nanoseconds. */
export interface TrueCall {
  request: number
  response: number
  app: number
  parts: Record<HopPart, number> | null
}

export interface SyntheticWindow {
  records: ClockRecords
  pages: ClientPage[]
  /** For each page: the client's own time, and each call by its path. */
  truth: { clientNs: number; calls: Record<string, TrueCall> }[]
}

export const ARM = 'arm'
export const unitOf = (pod: string, role: ClockUnit['role']): ClockUnit => ({ arm: ARM, pod, role })

/** Whose socket it is, in the order of the request. Each pair of sockets is a connection. */
type Place = [unit: ClockUnit, side: Exchange['side']]

export function syntheticWindow(options: SyntheticOptions = {}): SyntheticWindow {
  const { topology = CHAIN, proxies = 'none', pages = 100, intervalNs = 5e6, firstNumber = 7 } = options
  const random = seededRandom(options.seed ?? 'window')
  const made: SyntheticWindow = {
    records: { exchanges: [], connects: [], odd: [], lost: 0 },
    pages: [],
    truth: [],
  }
  const connections = new Connections()
  for (let page = 0; page < pages; page++) {
    const number = (firstNumber + page) % PAGE_NUMBERS
    const writtenNs = 1e15 + page * intervalNs
    const calls: Record<string, TrueCall> = {}
    const run = new SyntheticPage({ topology, proxies, number, random, connections, calls, made })
    const { endNs, ownNs } = run.program(CLIENT, topology.page, writtenNs, '')
    made.pages.push({ number, writtenNs, doneNs: endNs })
    made.truth.push({ clientNs: ownNs, calls })
  }
  return made
}

/** Gives each exchange a connection that has no other exchange at that time. */
class Connections {
  private readonly busy: { key: string; spans: [number, number][] }[] = []

  take(key: string, fromNs: number, toNs: number): { connection: number; number: number } {
    let connection = this.busy.findIndex(
      (one) => one.key === key && one.spans.every(([from, to]) => toNs < from || fromNs > to),
    )
    if (connection === -1) connection = this.busy.push({ key, spans: [] }) - 1
    return { connection, number: this.busy[connection]!.spans.push([fromNs, toNs]) - 1 }
  }
}

interface PageSite {
  topology: Topology
  proxies: NonNullable<SyntheticOptions['proxies']>
  number: number
  random: SeededRandom
  connections: Connections
  calls: Record<string, TrueCall>
  made: SyntheticWindow
}

class SyntheticPage {
  private readonly site: PageSite

  constructor(site: PageSite) {
    this.site = site
  }

  /** Whole nanoseconds, so that sums are exact. */
  private delay(aboutNs: number): number {
    return Math.round(aboutNs * (0.2 + 2 * this.site.random.next() ** 3))
  }

  /** A program does its steps. Calls of a group begin at one moment, so that its own time is what was drawn and nothing else. */
  program(
    name: string,
    steps: readonly Step[],
    fromNs: number,
    path: string,
  ): { endNs: number; ownNs: number } {
    let [atNs, ownNs, calls] = [fromNs, 0, 0]
    const work = () => {
      const ns = this.delay(200_000)
      atNs += ns
      ownNs += ns
    }
    work()
    for (const step of steps) {
      const group = 'parallel' in step ? step.parallel : 'call' in step ? [step] : []
      const ends = group.map((call) => this.call(name, call, atNs, path + ordinalOf(calls++)!))
      atNs = Math.max(atNs, ...ends)
      work()
    }
    return { endNs: atNs, ownNs }
  }

  private call(from: string, { call }: Call, fromNs: number, path: string): number {
    const to = serviceOf(call)
    const places = this.placesOf(from, to)
    const arrivals = [fromNs]
    for (let at = 1; at < places.length; at++) arrivals.push(arrivals.at(-1)! + this.delay(20_000))
    const service = this.program(to, this.site.topology.services[to]!.steps, arrivals.at(-1)!, path)
    const answers = [service.endNs]
    for (let at = 1; at < places.length; at++) answers.unshift(answers[0]! + this.delay(15_000))
    this.stamp(places, arrivals, answers, path)
    const between = (at: number) => arrivals[at + 1]! - arrivals[at]! + answers[at]! - answers[at + 1]!
    this.site.calls[path] = {
      request: arrivals.at(-1)! - fromNs,
      response: answers[0]! - service.endNs,
      app: service.ownNs,
      parts:
        places.length === 6
          ? (Object.fromEntries(HOP_PARTS.map((part, at) => [part, between(at)])) as Record<HopPart, number>)
          : null,
    }
    return answers[0]!
  }

  private placesOf(from: string, to: string): Place[] {
    const caller: Place = [unitOf(from, from === CLIENT ? 'client' : 'app'), 'caller']
    const callee: Place = [unitOf(to, 'app'), 'callee']
    const through = (pod: string): Place[] => [
      [unitOf(pod, 'proxy'), 'callee'],
      [unitOf(pod, 'proxy'), 'caller'],
    ]
    switch (this.site.proxies) {
      case 'sidecars':
      case 'encrypted':
        return [caller, ...through(from), ...through(to), callee]
      case 'callers':
        return [caller, ...through(from), callee]
      case 'gateway':
        return [caller, ...through('gateway'), callee]
      case 'none':
        return [caller, callee]
    }
  }

  private stamp(places: Place[], arrivals: number[], answers: number[], path: string): void {
    for (let at = 0; at < places.length; at += 2) {
      const [[near], [far]] = [places[at]!, places[at + 1]!]
      const isTls = this.site.proxies === 'encrypted' && at === 2
      const taken = this.site.connections.take(`${near.pod} ${far.pod} ${at}`, arrivals[at]!, answers[at]!)
      const [own, other] = [`10.0.0.1:${10_000 + taken.connection}`, `${far.pod}:80`]
      for (const end of [0, 1])
        this.site.made.records.exchanges.push({
          unit: end === 0 ? near : far,
          side: places[at + end]![1],
          connection: taken.connection * 2 + end,
          number: taken.number,
          mark: isTls ? null : { page: this.site.number, path },
          isTls,
          retransmitted: { request: false, response: false },
          local: end === 0 ? own : other,
          remote: end === 0 ? other : own,
          requestFirstNs: arrivals[at + end]!,
          requestLastNs: arrivals[at + end]!,
          responseFirstNs: answers[at + end]!,
          responseLastNs: answers[at + end]! + 1000,
          requestBytes: 300,
          responseBytes: 600,
        })
    }
  }
}
