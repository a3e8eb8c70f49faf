/** Whatever is wrong with a scenario file, its author is told where, and nobody else is to blame. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seededRandom } from '../numbers/seeded-random.ts'
import { planRun } from '../plan/plan-run.ts'
import { mutate } from '../yaml/testing/mutate.ts'
import { readOrRefuse } from '../yaml/testing/refusals.ts'
import { findScenario, shippedScenarios } from './find-scenario.ts'
import { parseScenario } from './load-scenario.ts'
import { quickScenario } from './quick.ts'
import { describeScenario, edgesOf } from './topology.ts'

/** Another seed finds other mistakes; a failure names it with its number, which make the text again. */
const SEED = 'strangers'
const MUTATIONS = 2500
/** They take 2 s on a machine of their own. */
const TIMEOUT_MS = 60_000

const NETNS = {
  provider: 'netns',
  here: ['direct', 'kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf'].map((name) => ({
    name,
    quick: true,
  })),
  elsewhere: [],
}

/** All that is worked out from a file before anything is started. */
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
    // Some mistakes are none, such as one in a comment; that most are is what makes this a test.
    expect(refused).toBeGreaterThan(MUTATIONS / 2)
    expect(refused).toBeLessThan(MUTATIONS)
  },
  TIMEOUT_MS,
)
