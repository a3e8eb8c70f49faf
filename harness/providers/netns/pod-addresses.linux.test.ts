/** Calls that go straight to the address of a pod: each datapath carries them, proves them, and sees them or not. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { completenessOf } from '../../flows/completeness.ts'
import { readFlows } from '../../flows/read-flows.ts'
import { findScenario } from '../../scenario/find-scenario.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import { requireNeed } from '../../system/require-need.ts'
import { datapaths } from './datapaths/index.ts'
import { raiseArmForTests } from './testing/raise-arm-for-tests.ts'

const { topology } = loadScenario(findScenario('bypass'), {
  provider: 'netns',
  here: datapaths.map(({ description }) => description),
  elsewhere: [],
})
/** Of each page six calls, of which two go to the address of a pod; one of these is the only one of its edge. */
const EDGES = 4
const SEEN = {
  'kube-proxy-iptables': { found: EDGES, missed: [] },
  ebpf: { found: EDGES, missed: [] },
  sidecar: { found: EDGES, missed: [] },
  gateway: { found: EDGES - 1, missed: [{ from: 'orders', to: 'prices' }] },
} as const

const skip = (await requireNeed('linux')) ?? (await requireNeed('bpf'))

describe.skipIf(skip)('calls to the address of a pod', () => {
  test.each(Object.entries(SEEN))('%s carries and proves them, and sees what it can', async (name, seen) => {
    const datapath = datapaths.find(({ description }) => description.name === name)!
    const raised = await raiseArmForTests(datapath, topology)
    onTestFinished(async () => expect(await raised.down()).toEqual([]))
    const { arm } = raised
    expect((await arm.verify()).filter(({ holds }) => !holds)).toEqual([])
    const { lines, about } = await arm.flows!()
    expect(about.calls.reduce((sum, { calls }) => sum + calls, 0)).toBe(6 * about.pages)
    const { graph } = readFlows(name, lines.map((line) => JSON.stringify(line)).join('\n'))
    const view = completenessOf(graph, about)
    expect(view).toMatchObject({ edges: EDGES, invented: [], ...seen })
    if (about.sees === 'requests')
      expect(view.calls).toEqual({ seen: (name === 'gateway' ? 4 : 6) * about.pages, made: 6 * about.pages })
  })
})
