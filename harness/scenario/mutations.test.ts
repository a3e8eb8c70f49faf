/** Whatever is wrong with a scenario file, the error tells its author where, and is never an internal error. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seededRandom } from '../numbers/seeded-random.ts'
import { planRun } from '../plan/plan-run.ts'
import { mutate } from '../yaml/testing/mutate.ts'
import { readOrRefuse } from '../yaml/testing/refusals.ts'
import { findScenario, shippedScenarios } from './find-scenario.ts'
import { parseScenario } from './load-scenario.ts'
import { quickScenario } from './quick.ts'
import { describeScenario } from './describe-scenario.ts'
import { edgesOf } from './topology.ts'

/**
 * Another seed gives other mistakes. A failure names the seed and the number of the text, with which the text can be made
 * again.
 */
const SEED = 'strangers'
const MUTATIONS = 2500
/** The test takes 2 s on an idle machine. */
const TIMEOUT_MS = 60_000

const NETNS = {
  provider: 'netns',
  here: ['direct', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf', 'gateway'].map((name) => ({
    name,
    quick: true,
    hasReplicas: name === 'gateway',
  })),
  elsewhere: [],
}

/** Everything that is computed from a file before anything is started. */
function everything(file: string, text: string) {
  const scenario = parseScenario(file, text, NETNS)
  const quick = quickScenario(scenario, false, NETNS.here)
  return {
    scenario: { ...scenario, topology: { ...scenario.topology, policy: scenario.topology.policy ?? null } },
    plans: [planRun(scenario, 'seed', false).budget, planRun(quick, 'seed', true)],
    edges: edgesOf(scenario.topology),
    described: describeScenario(scenario),
  }
}

test(
  'a scenario that is mistyped in any way is either planned in whole numbers or refused with line and column',
  () => {
    const corpus = shippedScenarios().map((name) => readFileSync(findScenario(name), 'utf8'))
    let refused = 0
    for (let n = 0; n < MUTATIONS; n++) {
      const text = mutate(corpus, seededRandom(`${SEED}/${n}`))
      const label = `mutation ${n} of the seed ${SEED}`
      if (readOrRefuse(label, 'mine.yaml', text, () => everything('mine.yaml', text)) === null) refused++
    }
    // Some mutations are harmless, such as one in a comment. Most must be refused, or this would test nothing.
    expect(refused).toBeGreaterThan(MUTATIONS / 2)
    expect(refused).toBeLessThan(MUTATIONS)
  },
  TIMEOUT_MS,
)
