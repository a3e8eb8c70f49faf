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

test('each hook has a chain, and making the table again begins with an empty one', () => {
  const rules = egressRules(network)
  for (const hook of HOOKS) expect(chainOf(rules, hook)).toContain(`type filter hook ${hook}`)
  expect(rules).toMatch(/^table inet hopbench_egress\ndelete table inet hopbench_egress\ntable inet/)
})

test('where there is one node, no pod is beyond its interface; with others their pods are', () => {
  const alone = egressRules(network)
  const among = egressRules({ ...network, hasOtherNodes: true })
  for (const chain of ['forward', 'postrouting']) {
    expect(chainOf(alone, chain)).toContain('ip daddr != { 172.18.0.2/16 }')
    expect(chainOf(among, chain)).toContain('ip daddr != { 172.18.0.2/16, 10.244.0.0/16 }')
  }
  expect(redirectRules(network)).toContain('ip daddr != { 172.18.0.2/16 } counter drop')
  expect(redirectRules({ ...network, hasOtherNodes: true })).toContain('10.244.0.0/16')
})

test('what a node sends to a service has become a pod while the interface has not changed: it is let through', () => {
  expect(chainOf(egressRules(network), 'output')).toContain('ip daddr != { 172.18.0.2/16, 10.244.0.0/16 }')
})

test('a network of one family keeps the other in altogether', () => {
  const onlyIp = egressRules({ ...network, nodeSubnets: ['172.18.0.2/16'] })
  expect(chainOf(onlyIp, 'postrouting')).toContain('ip6 daddr != { fe80::/10, ff02::/16 } counter drop')
  const onlyIp6 = egressRules({ ...network, nodeSubnets: ['fc00:f853::2/64'] })
  expect(chainOf(onlyIp6, 'postrouting')).toContain('meta protocol ip counter drop')
})

test('name servers of the nodes network are asked by nobody, the engine’s own in the node neither', () => {
  const rules = egressRules(network)
  for (const chain of ['forward', 'output'])
    expect(chainOf(rules, chain)).toContain(
      'ip daddr 172.18.0.2/16 meta l4proto { tcp, udp } th dport 53 jump refuse',
    )
  expect(chainOf(rules, 'input')).toContain('ip daddr 127.0.0.11 jump refuse')
})
