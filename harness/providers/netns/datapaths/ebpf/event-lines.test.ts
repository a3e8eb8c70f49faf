import { expect, test } from 'vitest'
import { completenessOf } from '../../../../flows/completeness.ts'
import { readFlows } from '../../../../flows/read-flows.ts'
import type { FlowEvent } from '../../bpf/loader.ts'
import { plannedSite } from '../../testing/planned-site.ts'
import { eventLines } from './event-lines.ts'

const site = plannedSite('ebpf')

/** An event of the connection from the client to front. */
const event = (change: Partial<FlowEvent> = {}): FlowEvent => ({
  kind: 'opened',
  timeUs: 4_000_000,
  protocol: 'tcp',
  from: '198.18.0.10:40000',
  to: '198.18.0.12:8080',
  source: 256,
  destination: 258,
  verdict: 'no policy',
  packets: 1,
  bytes: 74,
  durationUs: 0,
  ...change,
})
/** When the loader answered, by its two clocks. */
const NOW = { monotonicUs: 5_000_000, realtimeUs: Date.parse('2026-11-28T10:00:05Z') * 1000, notKept: 0 }
const linesOf = (events: FlowEvent[], fromMs = 0) => eventLines(site, { ...NOW, events }, fromMs)
const flowOf = (change: Partial<FlowEvent>) => linesOf([event(change)])[0]!.flow

test('a connection that opened and closed is one connection between two pods with their names', () => {
  const lines = linesOf([event(), event({ kind: 'closed', durationUs: 900 })])
  const { graph } = readFlows('ebpf', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(graph.edges).toMatchObject([
    { from: 'default/client', to: 'default/front', port: 8080, connections: 1, emitters: ['hopbench ebpf'] },
  ])
  const truth = { calls: [{ from: 'client', to: 'front', calls: 1 }], accepted: { front: 1 } }
  expect(completenessOf(graph, truth)).toMatchObject({
    found: 1,
    invented: [],
    connections: { seen: 1, made: 1 },
  })
})

test('an event has the time of day at which it happened, not that at which it was read', () => {
  expect(linesOf([event({ timeUs: 4_000_007 })])[0]).toMatchObject({
    time: '2026-11-28T10:00:04.000007Z',
    flow: { time: '2026-11-28T10:00:04.000007Z' },
  })
})

test('events from before the look are left out', () => {
  const from = Date.parse('2026-11-28T10:00:04.5Z')
  expect(linesOf([event(), event({ timeUs: 4_600_000 })], from)).toHaveLength(1)
})

test('a verdict of a policy is one in Hubble’s words too, and so is each reason for a drop', () => {
  expect(flowOf({ verdict: 'allowed' })).toMatchObject({ verdict: 'FORWARDED', event_type: { type: 5 } })
  const dropped = (reason: string) => flowOf({ kind: 'dropped', reason })
  for (const direction of ['egress', 'ingress']) {
    const traffic_direction = direction.toUpperCase()
    const event_type = { type: 1, sub_type: 133 }
    const byDefault = { drop_reason_desc: 'POLICY_DENIED', event_type, traffic_direction }
    expect(dropped(`${direction}-default`)).toMatchObject({ verdict: 'DROPPED', ...byDefault })
    const denied = {
      drop_reason_desc: 'POLICY_DENY',
      event_type: { type: 1, sub_type: 181 },
      traffic_direction,
    }
    expect(dropped(`${direction}-denied`)).toMatchObject({ verdict: 'DROPPED', ...denied })
  }
  expect(dropped('spoofed')).toMatchObject({ drop_reason_desc: 'INVALID_SOURCE_IP' })
  expect(dropped('finished')).not.toHaveProperty('drop_reason_desc')
})

test('the node and the world are called as Cilium calls them', () => {
  expect(flowOf({ source: 1 })).toMatchObject({ source: { identity: 1, labels: ['reserved:host'] } })
  expect(flowOf({ destination: 2 })).toMatchObject({ destination: { labels: ['reserved:world'] } })
})

const [MAY_LEAVE, MAY_ENTER] = ['may-leave', 'may-enter'].map((name) => ({
  kind: 'NetworkPolicy',
  namespace: 'shop',
  name,
}))

test('a flow names the policies that let it pass in each direction, and the one that denied it', () => {
  const named = (change: Partial<FlowEvent>) =>
    eventLines(site, { ...NOW, events: [event(change)] }, 0, [MAY_LEAVE!, MAY_ENTER!])[0]!.flow
  const both = { egressSelected: true, ingressSelected: true, egressPolicy: 1, ingressPolicy: 2 }
  expect(named({ verdict: 'allowed', ...both })).toMatchObject({
    traffic_direction: 'INGRESS',
    egress_allowed_by: [MAY_LEAVE],
    ingress_allowed_by: [MAY_ENTER],
  })
  expect(named({ kind: 'dropped', reason: 'ingress-denied', ...both })).toMatchObject({
    egress_allowed_by: [MAY_LEAVE],
    ingress_denied_by: [MAY_ENTER],
  })
  expect(named({ verdict: 'allowed', egressSelected: true, egressPolicy: 1 })).toMatchObject({
    traffic_direction: 'EGRESS',
    egress_allowed_by: [MAY_LEAVE],
  })
})

test('a default deny names no policy: no rule matched', () => {
  const line = linesOf([event({ kind: 'dropped', reason: 'ingress-default', ingressSelected: true })])[0]!
  expect(Object.keys(line.flow!).filter((field) => field.endsWith('_by'))).toEqual([])
})
