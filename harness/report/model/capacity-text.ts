/** What limited an arm at saturation, as text. */
import { isNotMeasured } from '../../results/measured.ts'
import type { ArmCapacity, CapacityLimit } from '../../stats/analysis.ts'
import { percent } from './format.ts'

/** "host CPU", "did not saturate: throughput stopped rising at 64 connections with the host 88 % busy". */
export function limitText({ limit, connections, hostBusyShare }: ArmCapacity): string {
  if (isNotMeasured(limit)) return `not known: ${limit.notMeasured}`
  switch (limit.by) {
    case 'host CPU':
      return 'host CPU'
    case 'load client':
      return 'load client: its one thread takes a whole core'
    case 'not searched':
      return `not known: measured at ${connections} connections`
    case 'not saturated':
      return `did not saturate: ${STOPPED[limit.because](connections)}${
        typeof hostBusyShare === 'number' ? ` with the host ${percent(hostBusyShare)} busy` : ''
      }`
  }
}

type Stop = Extract<CapacityLimit, { by: 'not saturated' }>['because']

const STOPPED: Record<Stop, (connections: number) => string> = {
  'stopped rising': (connections) => `throughput stopped rising at ${connections} connections`,
  'most connections': (connections) => `throughput still rose at ${connections} connections, the most tried,`,
  errors: (connections) => `pages failed with more than ${connections} connections,`,
  'search failed': (connections) => `pages failed in the search; measured at ${connections} connections`,
  // The search, which met other processes, found a full host or client, and the rounds did not.
  'host busy': (connections) =>
    `${connections} connections filled the host in the search, and ran the rounds`,
  'client busy': (connections) =>
    `${connections} connections filled the client in the search, and ran the rounds`,
}

/** Beside a figure: "host 96 % busy", "at 16 connections"; null where nothing is known. */
export function limitRemark({ limit, connections, hostBusyShare }: ArmCapacity): string | null {
  if (isNotMeasured(limit)) return `at ${connections} connections`
  if (limit.by === 'not searched') return `at ${connections} connections`
  if (limit.by === 'load client') return 'limited by the load client'
  const busy = typeof hostBusyShare === 'number' ? `host ${percent(hostBusyShare)} busy` : null
  return limit.by === 'host CPU' ? busy : ['not saturated', busy].filter((part) => part !== null).join(', ')
}
