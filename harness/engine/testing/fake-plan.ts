/** The plan of a run on fake arms, as `bench` would write it. */
import { planRecord } from '../../plan/plan-record.ts'
import { planRun } from '../../plan/plan-run.ts'
import type { Descriptor, PlanRecord } from '../../results/record.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { SYNTHETIC_CODE, SYNTHETIC_HOST, SYNTHETIC_PLACE } from '../../stats/testing/synthetic-host.ts'
import { fakeArm } from './fake-arm.ts'

/** Each arm has a fake datapath of its own, whose fidelity is only known once the arm is raised. */
export function fakePlan(
  scenario: Scenario,
  quick: boolean,
  change: Partial<Pick<PlanRecord, 'order' | 'roundsPerBringUp' | 'raiseOrder'>> = {},
): PlanRecord {
  const { capability, fidelity } = fakeArm(scenario.arms[0]!, { notMeasured: 'only described' })
  const describe = (name: string): Descriptor => ({
    name,
    title: name,
    label: name,
    noun: name,
    family: 'other',
    hue: 'grey',
    modelledBy: null,
    needs: [],
    capability,
    fidelity: { ...fidelity, level: 'modified', missing: ['not looked at yet'] },
  })
  return planRecord({
    id: 'run',
    command: ['bench'],
    seed: 'seed',
    quick,
    provider: { name: 'fake', place: SYNTHETIC_PLACE },
    scenario,
    loadsLeftOut: [],
    plan: { ...planRun(scenario, 'seed', quick), ...change },
    host: SYNTHETIC_HOST,
    code: SYNTHETIC_CODE,
    datapaths: [...new Set(scenario.arms.map(({ datapath }) => datapath))].map((name) => ({
      ...describe(name),
      rivals: [],
      seeing: ['nothing'] as const,
    })),
  })
}
