/** Proves that egress is closed: the rules exist, and a rule (not the network) refuses a connection. */
import { messageOf } from '../../../../errors.ts'
import type { Evidence } from '../../../../results/record.ts'
import type { ContainerEngine } from '../../../../system/container-engine.ts'
import { HOOKS, TABLE } from './egress-rules.ts'
import type { KindCluster } from '../nodes/kind-cluster.ts'

export type EgressProof = Omit<Evidence, 'arm' | 'bringUp' | 'when'>

/** An address of a documentation network (RFC 5737), which no host has, in case a packet should get out. */
const OUTSIDE_ADDRESS = '192.0.2.1'

/** Two proofs for each node. Where a rule is missing, no connection is tried, because it would leave the machine. */
export async function proveEgressClosed({ engine, nodes }: KindCluster): Promise<EgressProof[]> {
  const proofs: EgressProof[] = []
  for (const node of nodes) proofs.push(...(await proveNode(engine, node)))
  return proofs
}

async function proveNode(engine: ContainerEngine, node: string): Promise<EgressProof[]> {
  const rules = await readRules(engine, node)
  const complete = HOOKS.every((hook) => rules.hooks.includes(hook))
  const tried = complete
    ? await tryToConnectOutside(engine, node)
    : 'not tried: it would have left the machine'
  const refused = complete ? (await readRules(engine, node)).refused - rules.refused : 0
  return [
    {
      kind: 'egress',
      subject: {},
      claim: 'rules of hopbench keep the packets of the cluster on this machine',
      where: node,
      expected: { text: `refusals at ${HOOKS.join(', ')}` },
      observed: {
        text: rules.problem ?? `refusals at ${[...rules.hooks, ...rules.below].join(', ') || 'no hook'}`,
      },
      holds: complete,
      source: `nft list table inet ${TABLE}`,
    },
    {
      kind: 'egress',
      subject: {},
      claim: 'a rule of hopbench refuses a connection out of the cluster',
      where: node,
      expected: { text: 'Connection refused, and the rule counted at least 1 more packet' },
      observed: { text: complete ? `${tried}, ${refused} more counted` : tried },
      holds: complete && tried === 'Connection refused' && refused >= 1,
      source: `connect to ${OUTSIDE_ADDRESS}:80, counter of nft chain refuse`,
    },
  ]
}

interface Rules {
  /** Hooks at which packets are refused or dropped. */
  hooks: string[]
  /** The same for the netdev hook below the network stack, where the kernel has that hook. */
  below: string[]
  /** Packets refused so far. */
  refused: number
  problem: string | null
}

interface NftRule {
  chain: string
  expr: object[]
}

async function readRules(engine: ContainerEngine, node: string): Promise<Rules> {
  const list = async (family: string): Promise<NftRule[]> => {
    const text = await engine.exec(node, ['nft', '--json', 'list', 'table', family, TABLE])
    const { nftables } = JSON.parse(text) as { nftables: { rule?: NftRule }[] }
    return nftables.flatMap(({ rule }) => rule ?? [])
  }
  try {
    const rules = await list('inet')
    const below = await list('netdev').catch(() => [])
    return {
      hooks: HOOKS.filter((hook) => chainRefuses(rules, hook)),
      below: chainRefuses(below, 'egress') ? ['egress'] : [],
      refused: packetsIn(rules, 'refuse'),
      problem: null,
    }
  } catch (error) {
    return { hooks: [], below: [], refused: 0, problem: messageOf(error).split('\n').slice(0, 2).join(': ') }
  }
}

/** Whether a chain refuses packets of both address families, which takes at least two rules. In `input` one rule suffices, because the engine's resolver has a single address. */
function chainRefuses(rules: NftRule[], chain: string): boolean {
  const refusing = rules.filter(
    (rule) => rule.chain === chain && rule.expr.some((part) => 'jump' in part || 'drop' in part),
  )
  return refusing.length >= (chain === 'input' ? 1 : 2)
}

const packetsIn = (rules: NftRule[], chain: string): number =>
  rules
    .filter((rule) => rule.chain === chain)
    .flatMap(({ expr }) => expr as { counter?: { packets: number } }[])
    .reduce((sum, { counter }) => sum + (counter?.packets ?? 0), 0)

/** Tries a connection with bash, which every node image has and which can connect by itself. Returns how the try ended. */
async function tryToConnectOutside(engine: ContainerEngine, node: string): Promise<string> {
  const script = `exec 3<>/dev/tcp/${OUTSIDE_ADDRESS}/80`
  const output = await engine.exec(node, [
    'sh',
    '-c',
    `timeout 5 bash -c '${script}' 2>&1; [ $? != 124 ] || echo 'no answer in 5 s'`,
  ])
  return /Connection refused/.exec(output)?.[0] ?? (output.trim().split('\n').at(-1) || 'connected')
}
