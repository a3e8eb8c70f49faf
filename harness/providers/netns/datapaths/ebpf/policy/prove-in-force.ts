/** Proves that a changed policy is in force at once: a call that was allowed is denied while connections are opened all the time. */
import type { CompiledPolicy } from '../../../../../policy/compiled.ts'
import { judgeCompiled } from '../../../../../policy/judge-compiled.ts'
import type { Loader } from '../../../bpf/loader.ts'
import { TARGET_PORT, type NodeSite, type Proof } from '../../../datapath.ts'
import type { Pod } from '../../../node/pod.ts'
import { openWhile, type OpenAttempt } from '../../../proofs/open-connections.ts'
import type { Enforcement } from './enforcement.ts'

/** Connections that are tried after the change. By their number and not by time: a busy machine may not run the trying program for a while. */
const TRIED = 20
/** Generous, because a busy machine may not run the trying program for a while; the time itself is stored. */
const MOST_MS = 1000

/** Returns no proof for a node without a policy. The policy is the same afterwards. */
export async function provePolicyInForce(
  site: NodeSite,
  loader: Loader,
  enforcement: Enforcement,
): Promise<Proof[]> {
  const policy = enforcement.inForce()
  const pair = policy && allowedPair(site, policy)
  if (!policy || !pair) return []
  const { from, to } = pair
  let changedUs = NaN
  const attempts = await openWhile(from, { address: to.address, port: TARGET_PORT }, async (tried) => {
    try {
      await enforcement.apply(denying(policy, from.name, to.name))
      changedUs = (await loader.ask('selected')).selectedUs
      await tried(TRIED)
    } finally {
      await enforcement.apply(policy)
    }
  })
  return [judge(pair, attempts, changedUs)]
}

interface PodPair {
  from: Pod
  to: Pod
}

/** The first two pods of which one may call the other, because a policy of the other allows it where there is such a pair. */
function allowedPair({ pods, services }: NodeSite, policy: CompiledPolicy): PodPair | null {
  const allowed = services
    .flatMap(({ pod: to }) => pods.filter((from) => from !== to).map((from) => ({ from, to })))
    .map((pair) => ({
      pair,
      verdict: judgeCompiled(policy, {
        from: { kind: 'pod', pod: pair.from.name },
        to: { kind: 'pod', pod: pair.to.name },
        protocol: 'TCP',
        port: TARGET_PORT,
      }),
    }))
    .filter(({ verdict }) => verdict.refusedBy === null)
  const best = allowed.find(({ verdict }) => verdict.selected.includes('ingress')) ?? allowed[0]
  return best?.pair ?? null
}

/** The same policy, and one rule that denies all that one pod sends to another. */
export function denying(policy: CompiledPolicy, from: string, to: string): CompiledPolicy {
  const pod = policy.pods[to]
  const name = { kind: 'ProofPolicy', namespace: 'default', name: `deny-${from}` }
  const all = { verdict: 'allow', peer: { kind: 'any' }, protocol: 'any', ports: null, policy: name } as const
  const rules = pod?.ingress?.rules ?? [all]
  return {
    pods: {
      ...policy.pods,
      [to]: {
        egress: pod?.egress ?? null,
        ingress: {
          rules: [
            { verdict: 'deny', peer: { kind: 'pod', pod: from }, protocol: 'any', ports: null, policy: name },
            ...rules,
          ],
        },
      },
    },
  }
}

function judge({ from, to }: PodPair, attempts: readonly OpenAttempt[], changedUs: number): Proof {
  const after = attempts.filter(({ beganUs }) => beganUs >= changedUs)
  const refused = after.findIndex(({ openedUs }) => openedUs === null)
  const proof = {
    kind: 'policy',
    subject: { from: from.name, to: to.name },
    claim:
      'a policy that was changed while the node runs is in force at once: the first new connection refused by it',
    where: `${from.name} → ${to.name}`,
    expected: { comparison: 'at most', count: MOST_MS, unit: 'ms after the write to the map' },
    source: `a connection every millisecond from the pod of ${from.name}, and the loader’s clock`,
  } as const
  if (refused < 0) return { ...proof, observed: { text: 'no new connection was refused' }, holds: false }
  if (refused > 0)
    return {
      ...proof,
      observed: { text: `${refused} connections that began after the write were opened` },
      holds: false,
    }
  const ms = (after[refused]!.beganUs - changedUs) / 1000
  return {
    ...proof,
    observed: { count: ms, unit: 'ms after the write to the map' },
    holds: ms <= MOST_MS,
  }
}
