/** The times of one page, of which a reading takes means and quantiles. */
import { criticalCalls, criticalSteps } from './critical-path.ts'
import {
  HOP_PARTS,
  partsOf,
  spanOfPage,
  transportOf,
  type JoinedCall,
  type JoinedPage,
} from './joined-page.ts'
import { gapsOf, lengthOf, totalOf } from './span.ts'

/** Nanoseconds. */
export interface PageTimes {
  /** By the client's own clock. */
  pageNs: number
  /** The page minus the union of the spans of the client's calls. */
  clientNs: number
  criticalTransportNs: number
  criticalAppNs: number
  /** All parts on the critical path, each as fine as it was found. */
  partsNs: number
}

export function timesOfPage({ page, calls }: JoinedPage): PageTimes {
  const span = spanOfPage(page)
  const client = criticalSteps(span, calls)
  const critical = criticalCalls(client.calls)
  const criticalAppNs = sum(critical.map(({ own }) => totalOf(own)))
  const callers = calls.map(({ caller }) => caller)
  return {
    pageNs: lengthOf(span),
    clientNs: totalOf(gapsOf(span, callers)),
    criticalTransportNs: sum(critical.map(({ call }) => transportOf(call))),
    criticalAppNs,
    partsNs: totalOf(client.own) + criticalAppNs + sum(critical.map(({ call }) => finestOf(call))),
  }
}

function finestOf(call: JoinedCall): number {
  if (!call.proxies) return transportOf(call)
  const parts = partsOf(call, call.proxies)
  return sum(HOP_PARTS.map((part) => parts[part]))
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
