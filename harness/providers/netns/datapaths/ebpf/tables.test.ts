import { describe, expect, it } from 'vitest'
import { armSchema, topologySchema, type Topology } from '../../../../scenario/schema.ts'
import { planNode } from '../../node/node.ts'
import { createOnceARun } from '../../node/once-a-run.ts'
import { tablesOf } from './tables.ts'

const SERVICES = { front: {}, orders: { namespace: 'shop' } }
const OPEN = topologySchema.parse({ services: SERVICES, page: [{ call: 'front' }] })
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
  it('gives each pod an identity of its own, which policies name in place of its address', () => {
    expect(commands('endpoint', OPEN)).toEqual([
      'endpoint client 198.18.0.10 veth0 02:00:00:00:00:0a 256',
      'endpoint dns 198.18.0.11 veth1 02:00:00:00:00:0b 257',
      'endpoint front 198.18.0.12 veth2 02:00:00:00:00:0c 258',
      'endpoint orders 198.18.0.13 veth3 02:00:00:00:00:0d 259',
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
    const kinds = tablesOf(siteOf(OPEN)).map((command) => command.split(' ')[0])
    expect([...new Set(kinds)]).toEqual(['endpoint', 'service'])
  })
})
