import { expect, test } from 'vitest'
import { egressRules, HOOKS, redirectRules } from './egress-rules.ts'

const network = {
  device: 'eth0',
  nodeSubnets: ['172.18.0.2/16', 'fc00:f853::2/64'],
  podSubnets: ['10.244.0.0/16'],
  hasOtherNodes: false,
}
const chainOf = (rules: string, name: string): string =>
  new RegExp(`chain ${name} \\{\n([^}]*(?:\\{[^}]*\\}[^}]*)*?)\n {2}\\}`).exec(rules)![1]!

test('each hook has a chain, and applying the rules again starts with an empty table', () => {
  const rules = egressRules(network)
  for (const hook of HOOKS) expect(chainOf(rules, hook)).toContain(`type filter hook ${hook}`)
  expect(rules).toMatch(/^table inet hopbench_egress\ndelete table inet hopbench_egress\ntable inet/)
})

test('with one node no pod is behind the outer interface; with several the pods of other nodes are', () => {
  const alone = egressRules(network)
  const among = egressRules({ ...network, hasOtherNodes: true })
  for (const chain of ['forward', 'postrouting']) {
    expect(chainOf(alone, chain)).toContain('ip daddr != { 172.18.0.2/16 }')
    expect(chainOf(among, chain)).toContain('ip daddr != { 172.18.0.2/16, 10.244.0.0/16 }')
  }
  expect(redirectRules(network)).toContain('ip daddr != { 172.18.0.2/16 } counter drop')
  expect(redirectRules({ ...network, hasOtherNodes: true })).toContain('10.244.0.0/16')
})

test('a packet of a node to a service already has the address of a pod in output, and is let through', () => {
  expect(chainOf(egressRules(network), 'output')).toContain('ip daddr != { 172.18.0.2/16, 10.244.0.0/16 }')
})

test('on a network with one address family the other family is blocked completely', () => {
  const onlyIp = egressRules({ ...network, nodeSubnets: ['172.18.0.2/16'] })
  expect(chainOf(onlyIp, 'postrouting')).toContain('ip6 daddr != { fe80::/10, ff02::/16 } counter drop')
  const onlyIp6 = egressRules({ ...network, nodeSubnets: ['fc00:f853::2/64'] })
  expect(chainOf(onlyIp6, 'postrouting')).toContain('meta protocol ip counter drop')
})

test('name servers on the network of the nodes are refused, and so is the resolver of the container engine', () => {
  const rules = egressRules(network)
  for (const chain of ['forward', 'output'])
    expect(chainOf(rules, chain)).toContain(
      'ip daddr 172.18.0.2/16 meta l4proto { tcp, udp } th dport 53 jump refuse',
    )
  expect(chainOf(rules, 'input')).toContain('ip daddr 127.0.0.11 jump refuse')
})
