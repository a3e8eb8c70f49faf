/** The record of a run at its beginning: everything that is decided before anything is raised. */
import type { RunPlan } from '../plan/plan-run.ts'
import type { ArmSpec, Scenario } from '../scenario/schema.ts'
import { BASELINE } from '../scenario/arms.ts'
import { describeScenario } from '../scenario/topology.ts'
import {
  SCHEMA_VERSION,
  type ArmRecord,
  type Capability,
  type HostFingerprint,
  type RunRecord,
} from './record.ts'

export interface RunFacts {
  id: string
  command: string[]
  seed: string
  quick: boolean
  provider: string
  scenario: Scenario
  plan: RunPlan
  host: HostFingerprint
  /** Title, capability and fidelity of each datapath, by name. */
  datapaths: (Pick<ArmRecord, 'title' | 'capability' | 'fidelity'> & { name: string; modelledBy?: string })[]
}

/** The run as `run.json` begins; settings of arms and an "auto" rate are filled in once arms are up. */
export function newRun(facts: RunFacts): RunRecord {
  const { scenario, plan } = facts
  return {
    schemaVersion: SCHEMA_VERSION,
    id: facts.id,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'running',
    statusReason: null,
    command: facts.command,
    seed: facts.seed,
    provider: facts.provider,
    host: facts.host,
    scenario: describeScenario(scenario),
    loads: scenario.loads.map((load) => ({
      name: load.name,
      pagesPerSecond: load.pagesPerSecond === 'auto' ? 0 : load.pagesPerSecond,
      rateSource: load.pagesPerSecond === 'auto' ? 'auto: not chosen yet' : 'scenario',
      connection: load.connection,
      warmUpMs: load.warmUp,
      measureMs: load.measure,
    })),
    arms: scenario.arms.map((spec) => {
      const { name, datapath, fillerServices, flowEvents } = spec
      const description = facts.datapaths.find((candidate) => candidate.name === datapath)
      if (!description) throw new Error(`no datapath ${datapath}: the scenario was not checked`)
      const { title, modelledBy, capability, fidelity } = description
      return {
        name,
        title: titleOf(title, spec),
        role: name === BASELINE ? 'baseline' : spec.isTwin ? 'twin' : 'treatment',
        datapath,
        against: spec.against ?? BASELINE,
        within: placeOf(spec),
        modelledBy: modelledBy ?? null,
        fillerServices,
        flowEvents,
        capability: capabilityOf(capability, spec),
        fidelity,
        settings: {},
      }
    }),
    quick: facts.quick,
    rounds: scenario.rounds,
    roundsPerBringUp: plan.roundsPerBringUp,
    order: plan.order,
  }
}

/** The arm in whose cluster this one is a guest; the baseline's is the cluster of all that have none of their own. */
const placeOf = ({ within }: ArmSpec): string | null =>
  within === undefined || within === BASELINE ? null : within

/** What an arm gives: a datapath that can report flows does not where the scenario has them off. */
export const capabilityOf = (ofDatapath: Capability, { flowEvents }: ArmSpec): Capability => ({
  ...ofDatapath,
  emitsFlows: ofDatapath.emitsFlows && flowEvents,
})

/** "kube-proxy (iptables), 10,000 further services": options that are not the default, and the place, are part of the name. */
function titleOf(title: string, spec: ArmSpec): string {
  const { isTwin, fillerServices, flowEvents } = spec
  const place = placeOf(spec)
  return [
    isTwin && place === null ? `${title}, again` : title,
    ...(place === null ? [] : [`in the cluster of ${place}`]),
    ...(fillerServices > 0 ? [`${fillerServices.toLocaleString('en')} further services`] : []),
    ...(flowEvents ? [] : ['flow events off']),
  ].join(', ')
}
