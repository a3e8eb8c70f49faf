/** The plan of a run as stored: everything that is decided before an arm is raised. */
import {
  METHOD_VERSION,
  SCHEMA_VERSION,
  type CodeFingerprint,
  type Descriptor,
  type HostFingerprint,
  type LoadLeftOut,
  type PlaceDescriptor,
  type PlanRecord,
} from '../results/record.ts'
import { BASELINE } from '../scenario/arms.ts'
import type { ArmSpec, Scenario, Seeing } from '../scenario/schema.ts'
import { seeingOf } from '../scenario/seeing.ts'
import { describeScenario } from '../scenario/describe-scenario.ts'
import { CAPACITY_ROUNDS } from './durations.ts'
import { distinctHues } from './hues.ts'
import { windowsOf } from './loads-of-round.ts'
import { groundOf, pairsOf } from './pairs.ts'
import type { RunPlan } from './plan-run.ts'

export interface PlanFacts {
  id: string
  command: string[]
  seed: string
  quick: boolean
  provider: { name: string; place: PlaceDescriptor; notPlanted?: string }
  scenario: Scenario
  /** Loads of the scenario that this run does not send. */
  loadsLeftOut: LoadLeftOut[]
  plan: RunPlan
  host: HostFingerprint
  code: CodeFingerprint
  /** The two versions that a gate compares. */
  versions?: PlanRecord['versions']
  /** The description of each datapath of the provider. */
  datapaths: readonly (Descriptor & { rivals: readonly string[]; seeing: readonly Seeing[] })[]
}

/** The content of `plan.json`, which is never changed after it is written. */
export function planRecord(facts: PlanFacts): PlanRecord {
  const { scenario, plan } = facts
  const described = new Map(facts.datapaths.map((datapath) => [datapath.name, datapath]))
  const datapathOf = ({ datapath }: ArmSpec) => {
    const found = described.get(datapath)
    if (!found) throw new Error(`no datapath ${datapath}: the scenario was not checked`)
    return found
  }
  const used = [...new Set(scenario.arms.map(datapathOf))]
  return {
    schemaVersion: SCHEMA_VERSION,
    methodVersion: METHOD_VERSION,
    id: facts.id,
    startedAt: new Date().toISOString(),
    command: facts.command,
    seed: facts.seed,
    quick: facts.quick,
    provider: facts.provider.name,
    place: facts.provider.place,
    code: facts.code,
    ...(facts.versions && { versions: facts.versions }),
    host: facts.host,
    scenario: describeScenario(scenario),
    loads: scenario.loads.map((load) => ({
      name: load.name,
      pagesPerSecond: load.pagesPerSecond === 'auto' ? null : load.pagesPerSecond,
      connection: load.connection,
      warmUpMs: load.warmUp,
      measureMs: load.measure,
      ...(load.windowsPerBringUp === undefined
        ? {}
        : { windowsPerBringUp: windowsOf(load.windowsPerBringUp, plan) }),
    })),
    loadsLeftOut: facts.loadsLeftOut,
    datapaths: distinctHues(used.map(storedOf)),
    arms: scenario.arms.map((spec) => ({
      name: spec.name,
      title: titleOf(datapathOf(spec).title, spec),
      role: roleOf(spec),
      datapath: spec.datapath,
      against: groundOf(spec, scenario.arms, facts.datapaths),
      within: clusterOf(spec),
      fillerServices: spec.fillerServices,
      ...(spec.policyRules > 0 && { policyRules: spec.policyRules }),
      flowEvents: spec.seeing !== 'nothing',
      seeing: seeingOf(spec, datapathOf(spec)),
      ...(spec.gatewayReplicas !== undefined && { gatewayReplicas: spec.gatewayReplicas }),
      ...(spec.planted && { planted: [...spec.planted] }),
      ...(spec.version && { side: spec.version.side }),
    })),
    comparisons: pairsOf(scenario.arms, facts.datapaths),
    rounds: scenario.rounds,
    roundsPerBringUp: plan.roundsPerBringUp,
    capacityRounds: scenario.capacity ? CAPACITY_ROUNDS : 0,
    ...(facts.provider.notPlanted !== undefined && { notPlanted: facts.provider.notPlanted }),
    order: plan.order,
    raiseOrder: plan.raiseOrder,
  }
}

/** The part of a datapath's description that readers of the run need. */
const storedOf = (datapath: Descriptor): Descriptor => ({
  name: datapath.name,
  title: datapath.title,
  label: datapath.label,
  noun: datapath.noun,
  family: datapath.family,
  hue: datapath.hue,
  modelledBy: datapath.modelledBy,
  needs: datapath.needs,
  capability: datapath.capability,
  fidelity: datapath.fidelity,
})

/** The other arm in whose cluster this arm runs; null for an arm in its own cluster, or in the cluster of the baseline. */
const clusterOf = ({ within }: ArmSpec): string | null =>
  within === undefined || within === BASELINE ? null : within

function roleOf({ name, isTwin, planted }: ArmSpec): PlanRecord['arms'][number]['role'] {
  if (name === BASELINE) return 'baseline'
  if (planted) return 'planted'
  return isTwin ? 'twin' : 'treatment'
}

/** What an arm makes visible, in its title, where that is not what its datapath does without being asked. */
const SEEING_TITLES: Record<Seeing, string> = {
  nothing: 'nothing made visible',
  connections: 'with events of connections',
  requests: 'with an access log',
  metrics: 'with metrics scraped',
  tracing: 'with tracing',
}

/** "kube-proxy (iptables), 10,000 further services": the title names options that are not the default, and the cluster. */
function titleOf(title: string, spec: ArmSpec): string {
  const { isTwin, fillerServices, policyRules, seeing, gatewayReplicas = 1 } = spec
  const cluster = clusterOf(spec)
  return [
    isTwin && cluster === null ? `${title}, again` : title,
    ...(spec.planted ? ['with planted effects'] : []),
    ...(cluster === null ? [] : [`in the cluster of ${cluster}`]),
    ...(fillerServices > 0 ? [`${fillerServices.toLocaleString('en')} further services`] : []),
    ...(policyRules > 0 ? [`${policyRules.toLocaleString('en')} further rules of policy`] : []),
    ...(seeing === undefined ? [] : [SEEING_TITLES[seeing]]),
    ...(gatewayReplicas > 1 ? [`${gatewayReplicas} replicas`] : []),
    ...(spec.version ? [`${spec.version.side}: ${spec.version.title}`] : []),
  ].join(', ')
}
