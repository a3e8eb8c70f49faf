/** The patterns of shipped proofs, held against what real clusters answered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadMeshes } from './all-meshes.ts'
import { fill } from './fill.ts'
import type { MeshProof } from './proof-schema.ts'

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'testing', name), 'utf8')

const meshes = loadMeshes()

/** The pattern of a datapath's proof, found by a part of its claim. */
function patternOf(datapath: string, claim: string): string {
  const proofs = meshes
    .flatMap(({ datapaths }) => datapaths)
    .find(({ name }) => name === datapath)!
    .proofs.filter((proof) => proof.claim.includes(claim))
  expect(proofs, `${datapath}: ${claim}`).toHaveLength(1)
  const proof = proofs[0]! as Extract<MeshProof, { proof: 'counter' | 'state' }>
  return proof.proof === 'counter' ? proof.sum : proof.matches
}

const values = { service: 'orders', namespace: 'shop' }
const matchesIn = (text: string, pattern: string, with_: Record<string, string> = values) => [
  ...text.matchAll(new RegExp(fill(pattern, with_), 'gm')),
]
const sumIn = (text: string, pattern: string, with_?: Record<string, string>) =>
  matchesIn(text, pattern, with_).reduce((sum, match) => sum + Number(match[1]), 0)

describe('istio-sidecar reads the counters of a real sidecar', () => {
  const stats = fixture('istio-proxy-stats.txt')
  const edge = { ...values, caller: 'orders', callee: 'stock', calleeNamespace: 'strict' }

  test.each([
    ['received every request', values, 23],
    ['handed every request', values, 23],
    ['sent every call', edge, 23],
    ['sent nothing else', values, 23],
    ['passed no connection through', values, 0],
  ])('%s', (claim, with_, sum) => {
    expect(sumIn(stats, patternOf('istio-sidecar', claim), with_)).toBe(sum)
  })

  test('a version that puts no ";" behind a tag is read as well', () => {
    const plain = stats.replaceAll(';.', '.')
    expect(sumIn(plain, patternOf('istio-sidecar', 'received every request'))).toBe(23)
    expect(sumIn(plain, patternOf('istio-sidecar', 'sent every call'), edge)).toBe(23)
  })

  test('another service is not taken for the one called', () => {
    const other = { ...edge, callee: 'tock' }
    expect(sumIn(stats, patternOf('istio-sidecar', 'sent every call'), other)).toBe(0)
  })

  test('TLS handshakes are seen, and not where there were none', () => {
    const pattern = patternOf('istio-sidecar-mtls', 'made TLS handshakes')
    expect(matchesIn(stats, pattern)).toHaveLength(1)
    expect(matchesIn(stats.replace('handshake: 2', 'handshake: 0'), pattern)).toHaveLength(0)
  })
})

describe('envoy-gateway reads the counters of a real gateway', () => {
  const stats = fixture('envoy-gateway-stats.txt')
  const namespace = 'hopbench-7953-envoy-gateway-shop'
  const requestsTo = (service: string, where = namespace) =>
    sumIn(stats, patternOf('envoy-gateway', 'carried every request'), { service, namespace: where })

  test('the requests to one service of one arm, and those of no other', () => {
    expect(['orders', 'stock', 'prices'].map((service) => requestsTo(service))).toEqual([590, 590, 590])
    expect(requestsTo('rders')).toBe(0)
    expect(requestsTo('orders', 'shop')).toBe(0)
  })

  test('a request that was sent again, to whichever service of a run', () => {
    const { sum } = meshes
      .flatMap(({ datapaths }) => datapaths)
      .find(({ name }) => name === 'envoy-gateway')!.retries!
    expect(matchesIn(stats, sum)).toHaveLength(3)
    expect(sumIn(stats.replace('upstream_rq_retry: 0', 'upstream_rq_retry: 2'), sum)).toBe(2)
  })
})

describe('kube-proxy is read on the node', () => {
  test('iptables: the rule that translates, not those around it', () => {
    const rules = fixture('iptables-save-nat.txt')
    const pattern = patternOf('kube-proxy-iptables', 'was translated')
    expect(sumIn(rules, pattern)).toBe(23)
    expect(sumIn(rules, pattern, { ...values, service: 'stock' })).toBe(46)
  })

  test('nftables: a connection to the address in the map, answered by a pod', () => {
    const text = fixture('nft-and-conntrack.txt')
    const pattern = patternOf('kube-proxy-nftables', 'were translated')
    expect(matchesIn(text, pattern)).toHaveLength(1)
    expect(matchesIn(text, pattern, { ...values, service: 'prices' })).toHaveLength(0)
    // A connection that nobody translated is answered by the address it was made to.
    const untranslated = text.replaceAll(
      /src=10\.244\.0\.\d+ dst=(\S+) sport=8080/g,
      'src=10.96.73.137 dst=$1 sport=80',
    )
    expect(matchesIn(untranslated, pattern)).toHaveLength(0)
  })

  test('direct: a rule for the service would be seen', () => {
    const pattern = patternOf('direct', 'No rule')
    expect(matchesIn(fixture('iptables-save-nat.txt'), pattern).length).toBeGreaterThan(0)
    expect(matchesIn(fixture('iptables-save-nat.txt'), pattern, { ...values, namespace: 'other' })).toEqual(
      [],
    )
  })
})

describe('cilium is read in its agent', () => {
  test('kube-proxy replacement and BPF host routing', () => {
    const status = fixture('cilium-status.txt')
    const pattern = patternOf('cilium', "takes kube-proxy's place")
    expect(matchesIn(status, pattern)).toHaveLength(1)
    expect(matchesIn(status.replace('Host: BPF', 'Host: Legacy'), pattern)).toHaveLength(0)
    expect(matchesIn(status.replace('True', 'False'), pattern)).toHaveLength(0)
  })

  test('a service in the map, with an active backend', () => {
    const list = fixture('cilium-service-list.json')
    const pattern = patternOf('cilium', "in Cilium's map")
    expect(matchesIn(list, pattern, { ...values, service: 'stock' })).toHaveLength(1)
    expect(matchesIn(list, pattern)).toHaveLength(0)
    expect(
      matchesIn(list.replace('active', 'terminating'), pattern, { ...values, service: 'stock' }),
    ).toEqual([])
  })

  test("packets let in by the caller's identity, not those of the node, with a policy and without", () => {
    const pattern = patternOf('cilium', 'let every connection in')
    expect(sumIn(fixture('cilium-policy-map.txt'), pattern)).toBe(250)
    expect(sumIn(fixture('cilium-policy-map-with-policy.txt'), pattern)).toBe(15)
  })
})
