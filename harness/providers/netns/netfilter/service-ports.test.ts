import { expect, it } from 'vitest'
import { armSchema, topologySchema } from '../../../scenario/schema.ts'
import type { GatewayPlan } from '../datapath.ts'
import { planNode } from '../node/node.ts'
import { createOnceARun } from '../node/once-a-run.ts'
import { calledPorts, portsInRuleOrder } from './service-ports.ts'

const site = (fillerServices: number, gateways?: GatewayPlan) =>
  planNode({
    ...(gateways && { gateways }),
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

it('puts every pod of a central gateway behind the one address of its service', () => {
  const gateways = { service: 'front-door', namespace: 'doors', port: 10_080, replicas: 2 }
  const planned = site(0, gateways)
  const [, , port] = calledPorts(planned)
  expect(port).toMatchObject({ name: 'doors/front-door:http', clusterIp: planned.gateways!.vip, port: 80 })
  expect(port!.endpoints).toEqual(planned.gateways!.pods.map(({ address }) => `${address}:10080`))
  expect(new Set(port!.endpoints).size).toBe(2)
  expect(planned.pods.slice(-2)).toEqual(planned.gateways!.pods)
})

it.each([0, 1, 3, 100, 1001])('puts the called services around the middle of %i fillers', (count) => {
  const ports = portsInRuleOrder(site(count))
  expect(new Set(ports.map(({ name }) => name)).size).toBe(count + 4)
  const indexes = calledPorts(site(count)).map(({ name }) => ports.findIndex((port) => port.name === name))
  const mean = indexes.reduce((sum, index) => sum + index, 0) / indexes.length
  expect(Math.abs(mean - (ports.length - 1) / 2)).toBeLessThanOrEqual(1)
})
