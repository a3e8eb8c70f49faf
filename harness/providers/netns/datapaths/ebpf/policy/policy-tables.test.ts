import { expect, test } from 'vitest'
import { isWithin, parseCidr } from '../../../../../policy/cidr.ts'
import type { CompiledPolicy, DirectionRules, PeerRule } from '../../../../../policy/compiled.ts'
import { judgeCompiled, type Party } from '../../../../../policy/judge-compiled.ts'
import { seededRandom } from '../../../../../numbers/seeded-random.ts'
import { policyCommands } from './policy-commands.ts'
import { NO_POLICIES, policyTables, type PolicyTables } from './policy-tables.ts'

const IDENTITIES = new Map([
  ['a', 256],
  ['b', 257],
  ['c', 258],
])
const NAME = { kind: 'NetworkPolicy', namespace: 'default', name: 'p' }
const allow = (peer: PeerRule['peer'], ports: PeerRule['ports'] = null): PeerRule => ({
  ...{ verdict: 'allow', peer, protocol: ports ? 'TCP' : 'any', ports, policy: NAME },
})
const ingressOf = (pod: string, rules: PeerRule[]): CompiledPolicy => ({
  pods: { [pod]: { ingress: { rules }, egress: null } },
})

/** What the kernel does with the tables: bpf/datapath/policy.h and endpoint.h. */
function lookUp(tables: PolicyTables, pod: string, peer: number, protocol: string, port: number): string {
  const set = tables.selected.get(`${pod} ingress`)
  if (set === undefined) return 'open'
  const { lines } = [...tables.ruleSets.values()].find(({ number }) => number === set)!
  const longest = (ofPeer: string) =>
    lines
      .map((line) => line.split(' '))
      .filter(([, who]) => who === ofPeer)
      .map(([verdict, , proto, ports]) => ({ verdict, bits: bitsThatMatch(proto!, ports!) }))
      .filter(({ bits }) => bits >= 0)
      .toSorted((x, y) => y.bits - x.bits)[0]?.verdict
  return longest(String(peer)) ?? longest('any') ?? 'none'

  function bitsThatMatch(proto: string, ports: string): number {
    if (proto === 'any') return 0
    if (proto !== protocol) return -1
    if (ports === 'any') return 8
    const [first, bits] = ports.split('/').map(Number) as [number, number]
    return Math.floor(port / 2 ** (16 - bits)) === Math.floor(first / 2 ** (16 - bits)) ? 8 + bits : -1
  }
}

function identityOf(tables: PolicyTables, party: Party): number {
  if (party.kind === 'pod') return IDENTITIES.get(party.pod)!
  if (party.kind === 'host') return 1
  const narrowest = [...tables.cidrs]
    .filter(([cidr]) => isWithin(parseCidr(party.address), parseCidr(cidr)))
    .toSorted(([x], [y]) => parseCidr(y).bits - parseCidr(x).bits)[0]
  return narrowest?.[1] ?? 2
}

test('looking the tables up gives the verdict of the policy, for thousands of random rules and packets', () => {
  const random = seededRandom('tables')
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random.next() * of.length)]!
  const cidrs = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.1.2.3/32', '192.0.2.0/24']
  const port = () => pick([0, 1, 79, 80, 81, 90, 1023, 8080, 65_534, 65_535])
  const peer = (): PeerRule['peer'] =>
    pick([
      { kind: 'any' },
      { kind: 'pod', pod: pick(['a', 'b']) },
      { kind: 'entity', entity: pick(['host', 'world']) },
      { kind: 'cidr', cidr: pick(cidrs), except: random.next() < 0.5 ? [pick(cidrs)] : [] },
    ])
  const rules = (): PeerRule[] =>
    Array.from({ length: Math.floor(random.next() * 6) }, () => {
      const [from, to] = [port(), port()].toSorted((x, y) => x - y) as [number, number]
      return {
        verdict: random.next() < 0.3 ? 'deny' : 'allow',
        peer: peer(),
        protocol: pick(['TCP', 'UDP', 'any']),
        ports: random.next() < 0.3 ? null : { from, to },
        policy: NAME,
      }
    })
  const parties: Party[] = [
    ...['a', 'b'].map((pod): Party => ({ kind: 'pod', pod })),
    ...['10.1.2.3', '10.1.2.4', '10.1.9.9', '10.9.9.9', '192.0.2.1', '203.0.113.1'].map((address): Party => ({
      kind: 'world',
      address,
    })),
  ]
  let before = NO_POLICIES
  for (let n = 0; n < 200; n++) {
    const policy = ingressOf('c', rules())
    const tables = policyTables(policy, IDENTITIES, before)
    for (const from of parties)
      for (let packet = 0; packet < 10; packet++) {
        const attempt = {
          from,
          to: { kind: 'pod', pod: 'c' },
          protocol: pick(['TCP', 'UDP'] as const),
          port: port(),
        } as const
        const { refusedBy } = judgeCompiled(policy, attempt)
        const expected = refusedBy === null ? 'allow' : refusedBy === 'ingress-denied' ? 'deny' : 'none'
        const found = lookUp(
          tables,
          'c',
          identityOf(tables, from),
          attempt.protocol.toLowerCase(),
          attempt.port,
        )
        expect(found, JSON.stringify({ policy, attempt })).toBe(expected)
      }
    before = tables
  }
})

test('a peer that rules name gets what is said for everybody as well, so that one look-up answers', () => {
  const rules = [
    allow({ kind: 'pod', pod: 'a' }, { from: 80, to: 80 }),
    allow({ kind: 'any' }, { from: 81, to: 81 }),
  ]
  const { ruleSets } = policyTables(ingressOf('c', rules), IDENTITIES)
  expect([...ruleSets.values()].map(({ lines }) => lines)).toEqual([
    ['allow any tcp 81/16 1', 'allow 256 tcp 80/15 1'],
  ])
})

test('pods with equal rules share a rule set', () => {
  const of: DirectionRules = { rules: [allow({ kind: 'any' })] }
  const both = { ingress: of, egress: of }
  const { ruleSets, selected } = policyTables({ pods: { a: both, b: both } }, IDENTITIES)
  expect(ruleSets.size).toBe(1)
  expect([...selected.values()]).toEqual([1, 1, 1, 1])
})

test('a pod that the node does not have is an error that names the pod', () => {
  expect(() => policyTables(ingressOf('nobody', []), IDENTITIES)).toThrow('the pod nobody')
  expect(() => policyTables(ingressOf('a', [allow({ kind: 'pod', pod: 'x' })]), IDENTITIES)).toThrow(
    'the pod x',
  )
})

test('a change writes new rules first, then gives them to pods, then removes the old rules', () => {
  const first = policyTables(ingressOf('c', [allow({ kind: 'pod', pod: 'a' })]), IDENTITIES)
  expect(policyCommands(NO_POLICIES, first)).toEqual(['rule allow 1 256 any any 1', 'select c ingress 1'])
  const cidr = allow({ kind: 'cidr', cidr: '10.0.0.0/8', except: [] }, { from: 80, to: 80 })
  const second = policyTables(ingressOf('c', [cidr]), IDENTITIES, first)
  expect(policyCommands(first, second)).toEqual([
    'rule allow 2 16777216 tcp 80/16 1',
    'select c ingress 2',
    'cidr 10.0.0.0/8 16777216',
    'rule remove 1 256 any any',
  ])
  const third = policyTables({ pods: {} }, IDENTITIES, second)
  expect(policyCommands(second, third)).toEqual(['select c ingress open', 'rule remove 2 16777216 tcp 80/16'])
  expect(policyCommands(third, policyTables({ pods: {} }, IDENTITIES, third))).toEqual([])
})
