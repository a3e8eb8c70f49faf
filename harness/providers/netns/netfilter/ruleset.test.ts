import { expect, it } from 'vitest'
import { renderRuleset } from './ruleset.ts'

const tcp = { protocol: 'tcp', port: 80 } as const

/**
 * The services are those of kubernetes pkg/proxy/iptables/proxier_test.go (TestSyncProxyRulesRepeated: ns1/svc1, ns2/svc2,
 * ns3/svc3 with 10.0.3.2 and 10.0.3.3); chain names and rules are as that test expects. The jumps from built-in chains are as
 * on a node.
 */
it('renders three services as kube-proxy does', async () => {
  const text = renderRuleset(
    [
      { ...tcp, name: 'ns1/svc1:p80', clusterIp: '172.30.0.41', endpoints: ['10.0.1.1:80'] },
      { ...tcp, name: 'ns2/svc2:p8080', clusterIp: '172.30.0.42', port: 8080, endpoints: ['10.0.2.1:8080'] },
      { ...tcp, name: 'ns3/svc3:p80', clusterIp: '172.30.0.43', endpoints: ['10.0.3.2:80', '10.0.3.3:80'] },
    ],
    '10.0.0.0/8',
  )
  await expect(text).toMatchFileSnapshot('testing/three-services.golden')
})

it('refuses a service without endpoints and gives it no chain', () => {
  const text = renderRuleset(
    [{ ...tcp, name: 'ns4/svc4:p80', clusterIp: '172.30.0.44', endpoints: [] }],
    '10.0.0.0/8',
  )
  expect(text).toContain(
    '-A KUBE-SERVICES -m comment --comment "ns4/svc4:p80 has no endpoints" -m tcp -p tcp -d 172.30.0.44 --dport 80 -j REJECT\n',
  )
  expect(text).not.toContain('KUBE-SVC-')
})

it('gives each endpoint the same chance', () => {
  const endpoints = [1, 2, 3].map((n) => `10.0.1.${n}:80`)
  const text = renderRuleset([{ ...tcp, name: 'a/b', clusterIp: '172.30.0.1', endpoints }], '10.0.0.0/8')
  expect(text.match(/probability \S+/g)).toEqual(['probability 0.3333333333', 'probability 0.5000000000'])
})

it('leaves out the comments of endpoint rules above 1000 endpoints, as kube-proxy does', () => {
  const many = (count: number) =>
    renderRuleset(
      Array.from({ length: count }, (_, n) => ({
        ...tcp,
        name: `many/s${n}`,
        clusterIp: `172.30.${n >> 8}.${n & 255}`,
        endpoints: [`10.0.${n >> 8}.${n & 255}:80`],
      })),
      '10.0.0.0/8',
    )
  const commentedTranslations = (text: string) =>
    text.match(/^-A KUBE-SEP-\S+ -m comment.*DNAT/gm)?.length ?? 0
  expect(commentedTranslations(many(1000))).toBe(1000)
  expect(commentedTranslations(many(1001))).toBe(0)
})
