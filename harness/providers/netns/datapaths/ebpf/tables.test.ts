import { describe, expect, it } from 'vitest'
import { armSchema, topologySchema, type Topology } from '../../../../scenario/schema.ts'
import { planNode } from '../../node/node.ts'
import { createOnceARun } from '../../node/once-a-run.ts'
import { tablesOf } from './tables.ts'

const SERVICES = { front: {}, orders: { namespace: 'shop' } }
const OPEN = topologySchema.parse({ services: SERVICES, page: [{ call: 'front' }] })
const POLICED = topologySchema.parse({
  services: SERVICES,
  page: [{ call: 'front' }],
  policy: {
    allow: [
      { from: 'client', to: ['front'] },
      { from: 'front', to: ['orders'] },
    ],
  },
})

const siteOf = (topology: Topology, fillerServices = 0) =>
  planNode({
    runId: '2026-11-24T10-00-00-0000',
    arm: { ...armSchema.parse({ datapath: 'ebpf', fillerServices }), name: 'ebpf' },
    armIndex: 0,
    topology,
    runCgroup: '/cgroup',
    runtimeDir: '/run',
    configDir: '/config',
    logDir: '/log',
    onceARun: createOnceARun(),
  })
const commands = (kind: string, topology: Topology, fillerServices = 0) =>
  tablesOf(siteOf(topology, fillerServices)).filter((command) => command.startsWith(`${kind} `))

describe('tables of the eBPF datapath', () => {
  it('selects no pod and has no rule when the topology has no policy', () => {
    expect(commands('policy', OPEN)).toEqual([])
    expect(commands('endpoint', OPEN).every((command) => command.endsWith(' open'))).toBe(true)
  })

  it('selects services and DNS, allows the calls of the policy, and DNS to everybody', () => {
    expect(commands('endpoint', POLICED)).toEqual([
      'endpoint client 198.18.0.10 veth0 02:00:00:00:00:0a 256 open',
      'endpoint dns 198.18.0.11 veth1 02:00:00:00:00:0b 257 enforced',
      'endpoint front 198.18.0.12 veth2 02:00:00:00:00:0c 258 enforced',
      'endpoint orders 198.18.0.13 veth3 02:00:00:00:00:0d 259 enforced',
    ])
    expect(commands('policy', POLICED)).toEqual([
      'policy allow 256 258 tcp 8080',
      'policy allow 258 259 tcp 8080',
      'policy allow any 257 udp 53',
      'policy allow any 257 tcp 53',
    ])
  })

  it('lists services after the endpoints their counters belong to, fillers last', () => {
    expect(commands('service', OPEN, 2)).toEqual([
      'service 198.19.0.12 80 tcp 198.18.0.12:8080',
      'service 198.19.0.13 80 tcp 198.18.0.13:8080',
      'service 198.19.0.11 53 udp 198.18.0.11:53',
      'service 198.19.0.11 53 tcp 198.18.0.11:53',
      'service 198.19.64.0 80 tcp 198.18.64.0:8080',
      'service 198.19.64.1 80 tcp 198.18.64.1:8080',
    ])
    const kinds = tablesOf(siteOf(POLICED)).map((command) => command.split(' ')[0])
    expect([...new Set(kinds)]).toEqual(['endpoint', 'policy', 'service'])
  })
})
