import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CompiledPolicy, PeerRule } from '../../../../../policy/compiled.ts'
import { judgeCompiled, type Party, type RefusedBy } from '../../../../../policy/judge-compiled.ts'
import { createCleanup } from '../../../../../system/cleanup.ts'
import { run } from '../../../../../system/command.ts'
import type { LineConversation } from '../../../../../system/line-program.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import { requireNeed } from '../../../../../system/require-need.ts'
import { startLineProgram } from '../../../../../system/start-line-program.ts'
import { agentCgroup } from '../../../bpf/loader.ts'
import { raiseNodeForTests, type NodeForTests } from '../../../testing/node-for-tests.ts'
import { raiseArmForTests } from '../../../testing/raise-arm-for-tests.ts'
import { topologySchema } from '../../../../../scenario/schema.ts'
import { ebpf, type InstalledEbpf } from '../index.ts'
import { eventLines } from '../event-lines.ts'
import { answerWithinMs } from '../testing/answer-within.ts'
import { provePolicyInForce } from './prove-in-force.ts'

/** Ports that every pod and the node answer on, over TCP and UDP. */
const PORTS = [7000, 7001, 7002, 7003, 7004]
/** Addresses of the world: the node answers for them, which is no pod and has another address itself. */
const NEAR = '192.0.2.1'
const FAR = '192.0.2.130'

const NAME = (name: string) => ({ kind: 'NetworkPolicy', namespace: 'default', name })
const rule = (verdict: 'allow' | 'deny', peer: PeerRule['peer'], more: Partial<PeerRule> = {}): PeerRule => ({
  ...{ verdict, peer, protocol: 'any', ports: null, policy: NAME(`${verdict}-${peer.kind}`) },
  ...more,
})
const any = { kind: 'any' } as const
const pod = (name: string) => ({ kind: 'pod', pod: name }) as const
const entity = (name: 'host' | 'world') => ({ kind: 'entity', entity: name }) as const
const cidr = (range: string, ...except: string[]) => ({ kind: 'cidr', cidr: range, except }) as const
const ports = (from: number, to = from, protocol: PeerRule['protocol'] = 'TCP') => ({
  ...{ protocol, ports: { from, to } },
})

type Pods = Record<string, { ingress?: PeerRule[]; egress?: PeerRule[] }>
const policyOf = (pods: Pods): CompiledPolicy => ({
  pods: Object.fromEntries(
    Object.entries(pods).map(([name, { ingress, egress }]) => [
      name,
      { ingress: ingress ? { rules: ingress } : null, egress: egress ? { rules: egress } : null },
    ]),
  ),
})

/** "front → orders tcp 7000": from and to are pods, the node (`host`), or an address of the world. */
type Expected = Record<string, 'open' | RefusedBy>

const CASES: [title: string, pods: Pods, expected: Expected][] = [
  [
    'without a policy everything passes',
    {},
    {
      'front → orders tcp 7000': 'open',
      [`${NEAR} → orders tcp 7000`]: 'open',
      'front → host udp 7000': 'open',
    },
  ],
  [
    'an ingress without rules lets nobody in but the node, and its pod out',
    { orders: { ingress: [] } },
    {
      'front → orders tcp 7000': 'ingress-default',
      'front → orders udp 7000': 'ingress-default',
      [`${NEAR} → orders tcp 7000`]: 'ingress-default',
      'host → orders tcp 7000': 'open',
      'orders → front tcp 7000': 'open',
    },
  ],
  [
    'an egress without rules lets nothing out, not even to the node, but answers',
    { front: { egress: [] } },
    {
      'front → orders tcp 7000': 'egress-default',
      'front → host tcp 7000': 'egress-default',
      [`front → ${NEAR} udp 7000`]: 'egress-default',
      'orders → front tcp 7000': 'open',
      'host → front tcp 7000': 'open',
    },
  ],
  [
    'both directions must allow',
    {
      front: { egress: [rule('allow', pod('orders'), ports(7000, 7001))] },
      orders: { ingress: [rule('allow', pod('front'), ports(7001, 7002))] },
    },
    {
      'front → orders tcp 7000': 'ingress-default',
      'front → orders tcp 7001': 'open',
      'front → orders tcp 7002': 'egress-default',
      'orders → front tcp 7000': 'open',
    },
  ],
  [
    'a range of ports has both of its ends, and nothing beside it',
    { orders: { ingress: [rule('allow', any, ports(7001, 7003))] } },
    {
      'front → orders tcp 7000': 'ingress-default',
      'front → orders tcp 7001': 'open',
      'front → orders tcp 7002': 'open',
      'front → orders tcp 7003': 'open',
      'front → orders tcp 7004': 'ingress-default',
    },
  ],
  [
    'a rule for one protocol is none for the other',
    {
      orders: {
        ingress: [rule('allow', any, ports(7000, 7000, 'UDP')), rule('allow', any, ports(7001, 7001, 'any'))],
      },
    },
    {
      'front → orders udp 7000': 'open',
      'front → orders tcp 7000': 'ingress-default',
      'front → orders udp 7001': 'open',
      'front → orders tcp 7001': 'open',
    },
  ],
  [
    'a denial wins over a narrower and over a wider rule that allows, wherever it stands',
    {
      orders: {
        ingress: [
          rule('allow', pod('front'), ports(7000)),
          rule('deny', any, ports(7000, 7001)),
          rule('allow', any),
        ],
      },
      front: { egress: [rule('deny', pod('orders'), ports(7003)), rule('allow', any)] },
    },
    {
      'front → orders tcp 7000': 'ingress-denied',
      'front → orders tcp 7001': 'ingress-denied',
      'front → orders tcp 7002': 'open',
      'front → orders tcp 7003': 'egress-denied',
      'front → orders udp 7000': 'open',
    },
  ],
  [
    'what a CIDR leaves out is no denial',
    { orders: { ingress: [rule('allow', cidr('192.0.2.0/24', '192.0.2.128/25'))] } },
    { [`${NEAR} → orders tcp 7000`]: 'open', [`${FAR} → orders tcp 7000`]: 'ingress-default' },
  ],
  [
    'another rule may allow what a CIDR leaves out, and a rule may deny a part of a CIDR',
    {
      orders: {
        ingress: [rule('allow', cidr('192.0.2.0/24', '192.0.2.128/25')), rule('allow', cidr(`${FAR}/32`))],
      },
      front: { egress: [rule('allow', cidr('192.0.0.0/16')), rule('deny', cidr('192.0.2.128/25'))] },
    },
    {
      [`${NEAR} → orders tcp 7000`]: 'open',
      [`${FAR} → orders tcp 7000`]: 'open',
      [`front → ${NEAR} tcp 7000`]: 'open',
      [`front → ${FAR} tcp 7000`]: 'egress-denied',
      'front → orders tcp 7000': 'egress-default',
    },
  ],
  [
    'no pod, and not the node, is part of a CIDR or of the world',
    {
      orders: { ingress: [rule('allow', cidr('0.0.0.0/0'))] },
      front: { egress: [rule('allow', entity('world'))] },
    },
    {
      [`${NEAR} → orders tcp 7000`]: 'open',
      [`front → ${FAR} tcp 7000`]: 'open',
      'front → orders tcp 7000': 'egress-default',
      'front → host tcp 7000': 'egress-default',
    },
  ],
  [
    'the node is an entity of its own for what a pod sends',
    { front: { egress: [rule('allow', entity('host'))] } },
    { 'front → host tcp 7000': 'open', [`front → ${NEAR} tcp 7000`]: 'egress-default' },
  ],
  [
    'answers of an allowed connection pass, a new connection back does not',
    { orders: { ingress: [rule('allow', pod('front'))], egress: [] }, front: { ingress: [] } },
    {
      'front → orders tcp 7000': 'open',
      'front → orders udp 7000': 'open',
      'orders → front tcp 7000': 'egress-default',
    },
  ],
  [
    'a pod may always reach itself',
    { front: { ingress: [], egress: [] } },
    { 'front → front tcp 7000': 'open', 'front → orders tcp 7000': 'egress-default' },
  ],
]

const skip = await requireNeed('linux', 'bpf')

describe.skipIf(skip)('policies of ebpf', () => {
  const cleanup = createCleanup()
  let node: NodeForTests
  const agents = new Map<string, LineConversation>()

  const installed = () => node.datapath as InstalledEbpf
  const addressOf = (name: string): string =>
    name === 'host'
      ? node.site.nodeAddress
      : (node.site.pods.find((each) => each.name === name)?.address ?? name)
  const partyOf = (name: string): Party =>
    name === 'host'
      ? { kind: 'host' }
      : node.site.pods.some((each) => each.name === name)
        ? { kind: 'pod', pod: name }
        : { kind: 'world', address: name }

  beforeAll(async () => {
    node = await raiseNodeForTests(ebpf)
    const { site } = node
    cleanup.defer('node', async () => {
      expect(await node.down()).toEqual([])
    })
    for (const address of [NEAR, FAR])
      await run('ip', ['-n', site.netns, 'addr', 'add', `${address}/32`, 'dev', 'lo'])
    const [front, orders] = site.services.map(({ pod: each }) => each)
    const places = [
      { name: 'front', netns: front!.netns, cgroup: front!.appCgroup },
      { name: 'orders', netns: orders!.netns, cgroup: orders!.appCgroup },
      { name: 'host', netns: site.netns, cgroup: agentCgroup(site) },
    ]
    for (const { name, netns, cgroup } of places) {
      const { conversation } = await startLineProgram(
        {
          title: `agent of ${name}`,
          command: inNetns(netns, [
            process.execPath,
            join(import.meta.dirname, '../testing/policy-agent.ts'),
            ...PORTS.map(String),
          ]).flat(),
          cgroup,
          advice: { withinMs: 10_000, ifLate: '', ifRefused: '', ifEnded: '' },
        },
        cleanup,
      )
      agents.set(name, conversation)
    }
  })
  afterAll(async () => {
    expect(await cleanup.run()).toEqual([])
  })

  function parsed(attempt: string) {
    const [from, , to, protocol, port] = attempt.split(' ') as [string, string, string, 'tcp' | 'udp', string]
    return { from, to, protocol, port: Number(port) }
  }

  /** "open", or the counter of drops that moved, with the pod whose counter it is. */
  async function outcomeOf(attempt: string, expected: 'allowed' | 'denied' = 'allowed'): Promise<string> {
    const { from, to, protocol, port } = parsed(attempt)
    const before = await node.datapath.readCounters()
    const agent = agents.get(from) ?? agents.get('host')!
    const own = agents.has(from) && from !== 'host' ? '-' : addressOf(from)
    const line = `${protocol} ${own} ${addressOf(to)} ${port} ${answerWithinMs(expected)}`
    const [answer] = await agent.exchange([line])
    const after = await node.datapath.readCounters()
    const drops = Object.keys(after).filter(
      (name) => /^dropped\.[a-z-]+\./.test(name) && after[name]! > before[name]!,
    )
    const { outcome } = answer as unknown as { outcome: string }
    return outcome === 'answered' && drops.length === 0 ? 'open' : `${outcome}, ${drops.join(', ')}`
  }

  it.each(CASES)('%s', async (_, pods, expected) => {
    const policy = policyOf(pods)
    await installed().enforcement.apply(policy)
    for (const [attempt, verdict] of Object.entries(expected)) {
      const { from, to, protocol, port } = parsed(attempt)
      const refused = `timeout, dropped.${verdict}.${verdict.startsWith('egress') ? from : to}`
      const seen = await outcomeOf(attempt, verdict === 'open' ? 'allowed' : 'denied')
      expect([attempt, seen]).toEqual([attempt, verdict === 'open' ? 'open' : refused])
      // The reference that the proofs of a run are held against says the same.
      const reference = judgeCompiled(policy, {
        ...{ from: partyOf(from), to: partyOf(to), port },
        protocol: protocol === 'tcp' ? 'TCP' : 'UDP',
      })
      expect([attempt, reference.refusedBy]).toEqual([attempt, verdict === 'open' ? null : verdict])
    }
  })

  it('names in its flows the policies that decided, and tells a default deny from an explicit one', async () => {
    const { loader, enforcement } = installed()
    await enforcement.apply(
      policyOf({
        front: { egress: [rule('allow', pod('orders'), { policy: NAME('may-leave') })] },
        orders: {
          ingress: [
            rule('allow', pod('front'), { ...ports(7000), policy: NAME('may-enter') }),
            rule('deny', pod('front'), { ...ports(7001), policy: NAME('keep-out') }),
          ],
        },
      }),
    )
    await loader.send(['keep-flows'])
    await outcomeOf('front → orders tcp 7000')
    for (const port of [7001, 7002]) await outcomeOf(`front → orders tcp ${port}`, 'denied')
    await outcomeOf('front → host tcp 7000', 'denied')
    const lines = eventLines(node.site, await loader.ask('kept-flows'), 0, enforcement.policies())
    const first = (port: number, to = 'orders') =>
      lines.find(
        ({ flow }) => flow?.l4?.TCP?.destination_port === port && flow.IP?.destination === addressOf(to),
      )?.flow
    const left = { egress_allowed_by: [NAME('may-leave')] }
    expect(first(7000)).toMatchObject({
      ...{ verdict: 'FORWARDED', event_type: { type: 5 }, traffic_direction: 'INGRESS' },
      ...{ ...left, ingress_allowed_by: [NAME('may-enter')] },
    })
    expect(first(7001)).toMatchObject({
      ...{ verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENY', traffic_direction: 'INGRESS' },
      ...{ ...left, ingress_denied_by: [NAME('keep-out')] },
    })
    expect(first(7002)).toMatchObject({
      drop_reason_desc: 'POLICY_DENIED',
      traffic_direction: 'INGRESS',
      ...left,
    })
    expect(first(7002)).not.toHaveProperty('ingress_denied_by')
    expect(first(7000, 'host')).toMatchObject({
      drop_reason_desc: 'POLICY_DENIED',
      traffic_direction: 'EGRESS',
    })
  })

  it('has a changed policy in force within moments, for new connections of a node that carries some all the time', async () => {
    const { loader, enforcement } = installed()
    await enforcement.apply(policyOf({ orders: { ingress: [rule('allow', pod('front'))] } }))
    const [proof, ...others] = await provePolicyInForce(node.site, loader, enforcement)
    expect(others).toEqual([])
    expect(proof).toMatchObject({ subject: { from: 'front', to: 'orders' }, holds: true })
    expect(proof!.observed).toHaveProperty('count')
    // The proof has put the policy back.
    expect(await outcomeOf('front → orders tcp 7000')).toBe('open')
  })

  it('keeps no rule of a policy that is no longer in force', async () => {
    const { loader, enforcement } = installed()
    const many = Array.from({ length: 1000 }, (_, n) =>
      rule('allow', cidr(`10.0.${n >> 8}.${n & 255}/32`), ports(7000)),
    )
    await enforcement.apply(policyOf({ front: { ingress: many, egress: many }, orders: { ingress: many } }))
    // Equal rules share a rule set.
    expect((await loader.ask('sizes')).sizes).toMatchObject({ rules: 1000 })
    await enforcement.apply(policyOf({}))
    expect((await loader.ask('sizes')).sizes).toMatchObject({ rules: 0 })
    expect(await outcomeOf('front → orders tcp 7000')).toBe('open')
  })
})

it.skipIf(skip)(
  'proves the policies of a run in both directions, by cause, and how soon a change is in force',
  async () => {
    const topology = topologySchema.parse({
      services: {
        front: { steps: [{ call: 'orders.shop' }] },
        orders: { namespace: 'shop', steps: [{ call: 'stock' }] },
        stock: { namespace: 'shop' },
      },
      page: [{ call: 'front' }],
    })
    const raised = await raiseArmForTests(ebpf, topology, { policyRules: 10 })
    try {
      const proofs = await raised.arm.verify('full')
      expect(proofs.filter(({ holds }) => !holds)).toEqual([])
      const tried = proofs.filter(({ kind, subject }) => kind === 'policy' && subject.from !== 'client')
      expect(tried.map(({ where, expected }) => [where, expected])).toEqual([
        ['front → orders', { text: 'answered' }],
        ['front → stock', { text: 'refused' }],
        ['orders → front', { text: 'refused' }],
        ['orders → stock', { text: 'answered' }],
        ['stock → front', { text: 'refused' }],
        ['stock → orders', { text: 'refused' }],
      ])
      // A pod that may not call another has it refused by its own egress.
      const drops = proofs.filter(({ source }) => source.endsWith('dropped.egress-default.stock'))
      expect(drops).toMatchObject([{ expected: { comparison: 'at least', count: 2 } }])
      const [inForce] = proofs.filter(({ kind, subject }) => kind === 'policy' && subject.from === 'client')
      expect(inForce).toMatchObject({ subject: { from: 'client', to: 'front' } })
      expect(inForce!.observed).toHaveProperty('count')
    } finally {
      expect(await raised.down()).toEqual([])
    }
  },
)
