/** How much of a known traffic each datapath's own flows show: what was made at a steady rate, what was seen, what was lost. */
import type { Completeness } from '../flows/completeness.ts'
import type { FlowsAbout } from '../flows/flows-about.ts'

/** What one arm saw of one traffic. */
export interface SeenAtRate {
  /** "shop": the scenario of this name. "flat": the client calls every service itself, each call on a connection of its own. */
  traffic: 'shop' | 'flat'
  arm: string
  sees: FlowsAbout['sees']
  seconds: number
  /** Calls and connections that the services counted, a second. */
  callsPerSecond: number
  connectionsPerSecond: number
  seen: Completeness
  lost: FlowsAbout['lost']
  switchedOn: string[]
}

/** "8,250 of 8,250", or why it is not known. */
export const shareText = (share: Completeness['calls']): string =>
  'notMeasured' in share
    ? share.notMeasured
    : `${share.seen.toLocaleString('en-US')} of ${share.made.toLocaleString('en-US')}`
