/** Compares an emulation with the product that it emulates, in the same scenario on the same host. Pure. */
import { isDeepStrictEqual } from 'node:util'
import {
  CALIBRATION_VERSION,
  hostOf,
  sameHost,
  sidesOf,
  type CalibratedArm,
  type Calibration,
} from '../results/calibration.ts'
import type { ArmRecord, RunRecord } from '../results/record.ts'
import { groundsOf, type CalibrationInput, type Sides } from './calibration-ground.ts'
import { clockAbsence, partRows } from './calibration-parts.ts'
import { armRows, closedLoopRows, pageRow, type Pair } from './calibration-rows.ts'

type Load = RunRecord['loads'][number]

/**
 * Whether two runs may be compared: one is an emulation and the other the real product, both are complete, and both measured
 * the same scenario on the same host. Their loads and arms are matched later, one by one.
 */
export function isCounterpart(one: RunRecord, other: RunRecord): boolean {
  return (
    one.status === 'complete' &&
    other.status === 'complete' &&
    sidesOf({ run: one }, { run: other }) !== null &&
    sameHost(one.host, other.host) &&
    isDeepStrictEqual(questionOf(one), questionOf(other))
  )
}

/** What two scenarios must have in common: everything but the description. */
const questionOf = ({ scenario }: RunRecord) => ({ ...scenario, description: '' })

/** Figures of two counterparts, under the loads and for the datapaths that both have; null where they have no datapath in common. */
export function calibrate(one: CalibrationInput, other: CalibrationInput): Calibration | null {
  const sides = sidesOf(one, other)
  if (sides === null) return null
  const { model, real } = sides
  const arms = real.run.arms.flatMap((arm) => {
    const emulation = emulationOf(arm, sides)
    return emulation ? [grounded(sides, { model: emulation, real: arm })] : []
  })
  if (!arms.some(({ real: { arm } }) => arm.role === 'treatment')) return null
  const loads = real.run.loads.filter((load) => sameLoad(load, model.run.loads))
  return {
    schemaVersion: CALIBRATION_VERSION,
    scenario: real.run.scenario.name,
    host: hostOf(real.run.host),
    model: sideOf(model.run),
    real: sideOf(real.run),
    arms: arms.map((pair) => ({ model: calibratedArm(pair.model), real: calibratedArm(pair.real) })),
    rows: arms.flatMap((pair) => [
      ...(isGround(pair, arms) ? loads.map((load) => pageRow(sides, pair, load)) : []),
      ...(pair.real.arm.role === 'baseline'
        ? []
        : [...loads.flatMap((load) => armRows(sides, pair, load)), ...closedLoopRows(sides, pair)]),
      ...loads.flatMap((load) => partRows(sides, pair, load, isGround(pair, arms))),
    ]),
    clock: { model: clockAbsence(model), real: clockAbsence(real) },
    notCompared: notCompared(sides),
  }
}

/** The arm that emulates a real arm, with the same options. The counterpart of a baseline is the other baseline. */
function emulationOf(real: ArmRecord, sides: Sides<CalibrationInput>): ArmRecord | undefined {
  const models = sides.model.run.arms
  if (real.role === 'baseline') return models.find(({ role }) => role === 'baseline')
  // A twin in another cluster shows the noise between clusters, which network namespaces do not have.
  if (real.role === 'twin') return undefined
  const product = sides.real.run.datapaths.find(({ name }) => name === real.datapath)
  const emulatedAs = product?.modelledBy ?? real.datapath
  return models.find(
    (model) =>
      model.role === 'treatment' &&
      model.datapath === emulatedAs &&
      model.fillerServices === real.fillerServices &&
      model.policyRules === real.policyRules &&
      model.flowEvents === real.flowEvents &&
      sameSeeing(model, real) &&
      (model.gatewayReplicas ?? 1) === (real.gatewayReplicas ?? 1),
  )
}

/** Older records do not say what an arm makes visible beyond `flowEvents`. */
const sameSeeing = (a: ArmRecord, b: ArmRecord): boolean =>
  a.seeing === undefined || b.seeing === undefined || a.seeing === b.seeing

/** Loads are comparable only with the same rate and kind of connection, because the cost of a hop depends on both. */
const sameLoad = (load: Load, others: readonly Load[]): boolean =>
  others.some(
    ({ name, pagesPerSecond, connection }) =>
      name === load.name && pagesPerSecond === load.pagesPerSecond && connection === load.connection,
  )

function notCompared({ model, real }: Sides<CalibrationInput>): string[] {
  // The plain chain in a mesh's cluster is only there to be compared with. The user did not ask for it.
  const arms = real.run.arms.filter(
    (arm) => arm.role === 'treatment' && arm.within === null && !emulationOf(arm, { model, real }),
  )
  const loads = real.run.loads.filter((load) => !sameLoad(load, model.run.loads))
  return [
    ...arms.map(({ name }) => `${name}: no arm of ${model.run.id} emulates it with the same options`),
    ...loads.map((load) => {
      const namesake = model.run.loads.find(({ name }) => name === load.name)
      return `load ${load.name}: ${loadText(load)} in ${real.run.id}, ${namesake ? loadText(namesake) : 'no load of that name'} in ${model.run.id}`
    }),
  ]
}

const loadText = ({ pagesPerSecond, connection }: Load): string => `${pagesPerSecond} pages/s ${connection}`

const sideOf = ({ id, provider, startedAt, quick }: RunRecord): Calibration['real'] => ({
  run: id,
  provider,
  startedAt,
  quick,
})

const calibratedArm = ({
  arm: { name, datapath, title, fidelity },
  ground,
}: Pair['real']): CalibratedArm => ({ name, datapath, title, against: ground.name, fidelity })

function grounded(sides: Sides<CalibrationInput>, pair: Sides<ArmRecord>): Pair {
  const grounds = groundsOf(sides, pair)
  return {
    model: { arm: pair.model, ground: grounds.model },
    real: { arm: pair.real, ground: grounds.real },
  }
}

/** Whether this pair is the plain network, or what others are measured against. */
const isGround = ({ real: { arm } }: Pair, pairs: readonly Pair[]): boolean =>
  arm.role === 'baseline' || pairs.some(({ real }) => real.arm !== arm && real.ground === arm)
