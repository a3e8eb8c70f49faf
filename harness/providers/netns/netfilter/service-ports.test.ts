import { expect, it } from 'vitest'
import { armSchema, topologySchema } from '../../../scenario/schema.ts'
import { planNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { calledPorts, portsInRuleOrder } from './service-ports.ts'

const site = (fillerServices: number) =>
  planNode({
    runId: 'x',
    arm: { ...armSchema.parse({ datapath: 'kube-proxy-iptables', fillerServices }), name: 'a' },
    armIndex: 0,
    topology: topologySchema.parse({
      services: { front: {}, orders: { namespace: 'shop' } },
      page: [{ call: 'front' }],
    }),
    runCgroup: '/none',
    runtimeDir: '/none',
    configDir: '/none',
    logDir: '/none',
    onceARun: createOnceARun(),
  })

it('names ports as kube-proxy does, DNS over UDP and TCP last', () => {
  expect(calledPorts(site(0)).map(({ name, protocol }) => `${name} ${protocol}`)).toEqual([
    'default/front:http tcp',
    'shop/orders:http tcp',
    'kube-system/kube-dns:dns udp',
    'kube-system/kube-dns:dns-tcp tcp',
  ])
})

it.each([0, 1, 3, 100, 1001])('puts the called services around the middle of %i fillers', (count) => {
  const ports = portsInRuleOrder(site(count))
  expect(new Set(ports.map(({ name }) => name)).size).toBe(count + 4)
  const indexes = calledPorts(site(count)).map(({ name }) => ports.findIndex((port) => port.name === name))
  const mean = indexes.reduce((sum, index) => sum + index, 0) / indexes.length
  expect(Math.abs(mean - (ports.length - 1) / 2)).toBeLessThanOrEqual(1)
})
