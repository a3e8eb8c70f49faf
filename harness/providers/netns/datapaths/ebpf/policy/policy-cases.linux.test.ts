/** The collection of cases of NetworkPolicy and of Cilium's policies on the wire: each is compiled into the maps, and its probes are tried. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../../../../policy/compile.ts'
import type { CompiledPolicy, DirectionRules } from '../../../../../policy/compiled.ts'
import { parsePolicies } from '../../../../../policy/read/parse-policies.ts'
import { ALL, worldOfCases, type Case } from '../../../../../policy/testing/case.ts'
import { CILIUM } from '../../../../../policy/testing/cases/cilium.ts'
import { KUBERNETES_PEERS } from '../../../../../policy/testing/cases/kubernetes-peers.ts'
import { KUBERNETES_PORTS } from '../../../../../policy/testing/cases/kubernetes-ports.ts'
import { byIdentityOnTheWire, textOf, type Tried } from '../../../../../policy/testing/on-the-wire.ts'
import type { End } from '../../../../../policy/world.ts'
import { createCleanup } from '../../../../../system/cleanup.ts'
import { run } from '../../../../../system/command.ts'
import type { LineConversation } from '../../../../../system/line-program.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import { requireNeed } from '../../../../../system/require-need.ts'
import { startLineProgram } from '../../../../../system/start-line-program.ts'
import { agentCgroup } from '../../../bpf/loader.ts'
import { raiseNodeForTests, type NodeForTests } from '../../../testing/node-for-tests.ts'
import { ebpf, type InstalledEbpf } from '../index.ts'
import { answerWithinMs } from '../testing/answer-within.ts'
import { allowedByMaps } from './judge-maps.ts'

const CASES = [...KUBERNETES_PEERS, ...KUBERNETES_PORTS, ...CILIUM]
  .map((one) => ({ one, tried: byIdentityOnTheWire(one).tried }))
  .filter(({ tried }) => tried.length > 0)

/** "x/a" is the pod x-a. */
const podName = (name: string): string => name.replace('/', '-')

/** The policy with pods called as on the node. */
function onNode(policy: CompiledPolicy): CompiledPolicy {
  const renamed = (side: DirectionRules | null): DirectionRules | null =>
    side && {
      rules: side.rules.map((rule) =>
        rule.peer.kind === 'pod' ? { ...rule, peer: { kind: 'pod', pod: podName(rule.peer.pod) } } : rule,
      ),
    }
  return {
    pods: Object.fromEntries(
      Object.entries(policy.pods).map(([name, { ingress, egress }]) => [
        podName(name),
        { ingress: renamed(ingress), egress: renamed(egress) },
      ]),
    ),
  }
}

const compiledOf = (one: Case): CompiledPolicy =>
  onNode(compile(parsePolicies('case.yaml', textOf(one)).network, one.world ?? worldOfCases()))

const ends = CASES.flatMap(({ tried }) => tried.flatMap(({ attempt: { from, to } }) => [from, to]))
const OUTSIDE = [...new Set(ends.flatMap((end) => (end.kind === 'outside' ? [end.address] : [])))]
const PORTS = [...new Set(CASES.flatMap(({ tried }) => tried.map(({ attempt }) => attempt.port!)))]

describe.skipIf(await requireNeed('linux', 'bpf'))('cases of policies by identity, on the wire', () => {
  const cleanup = createCleanup()
  let node: NodeForTests
  const agents = new Map<string, LineConversation>()

  beforeAll(async () => {
    const strangers = ALL.map((name) => ({
      name: podName(name),
      namespace: name.split('/')[0]!,
      inMesh: false,
    }))
    node = await raiseNodeForTests(ebpf, 0, { strangers })
    const { site } = node
    cleanup.defer('node', async () => {
      expect(await node.down()).toEqual([])
    })
    for (const address of OUTSIDE)
      await run('ip', ['-n', site.netns, 'addr', 'add', `${address}/32`, 'dev', 'lo'])
    const places = [
      ...site.strangers.map(({ name, netns, appCgroup }) => ({ name, netns, cgroup: appCgroup })),
      { name: 'host', netns: site.netns, cgroup: agentCgroup(site) },
    ]
    await Promise.all(
      places.map(async ({ name, netns, cgroup }) => {
        const { conversation } = await startLineProgram(
          {
            title: `agent of ${name}`,
            command: inNetns(netns, [
              process.execPath,
              join(import.meta.dirname, '../testing/policy-agent.ts'),
              ...PORTS.map(String),
            ]).flat(),
            cgroup,
            advice: { withinMs: 20_000, ifLate: '', ifRefused: '', ifEnded: '' },
          },
          cleanup,
        )
        agents.set(name, conversation)
      }),
    )
  })
  afterAll(async () => {
    expect(await cleanup.run()).toEqual([])
  })

  const addressOf = (end: End): string =>
    end.kind === 'host'
      ? node.site.nodeAddress
      : end.kind === 'outside'
        ? end.address
        : node.site.strangers.find(({ name }) => name === podName(end.pod))!.address

  /** All at once, by the programs in the pods, and in the node's for its own addresses. */
  async function seenOf(tried: readonly Tried[]): Promise<Map<Tried, string>> {
    const seen = new Map<Tried, string>()
    const groups = Map.groupBy(tried, ({ attempt: { from } }) =>
      from.kind === 'pod' ? podName(from.pod) : 'host',
    )
    await Promise.all(
      [...groups].map(async ([who, own]) => {
        const lines = own.map(({ attempt: { from, to, protocol, port }, seen: expected }) => {
          const source = who === 'host' ? addressOf(from) : '-'
          const withinMs = answerWithinMs(expected === 'ALLOW' ? 'allowed' : 'denied')
          return `${protocol.toLowerCase()} ${source} ${addressOf(to)} ${port} ${withinMs}`
        })
        const answers = (await agents.get(who)!.exchange(lines)) as unknown as { outcome: string }[]
        own.forEach((one, index) => seen.set(one, answers[index]!.outcome))
      }),
    )
    return seen
  }

  test.each(CASES.map((each) => [`${each.one.number}: ${each.one.says}`, each] as const))(
    '%s',
    async (_, { one, tried }) => {
      const { enforcement, loader } = node.datapath as InstalledEbpf
      await enforcement.apply(compiledOf(one))
      const seen = await seenOf(tried)
      const wrong = tried.filter(
        (each) => seen.get(each) !== (each.seen === 'ALLOW' ? 'answered' : 'timeout'),
      )
      expect(wrong.map((each) => ({ ...each, was: seen.get(each) }))).toEqual([])
      // What the maps say that were read back from the kernel is the same.
      const maps = await loader.ask('policies')
      for (const { attempt, seen: expected } of tried) {
        const { from, to, port } = attempt
        if (from.kind !== 'pod' || to.kind !== 'pod') continue
        const protocol = attempt.protocol === 'TCP' ? 'tcp' : 'udp'
        const connection = { from: podName(from.pod), to: podName(to.pod), protocol, port: port! } as const
        expect([attempt, allowedByMaps(maps, connection)]).toEqual([attempt, expected === 'ALLOW'])
      }
    },
  )
})
