/**
 * Which arms are compared with which. This is decided before the run and stored with it, because the number of comparisons
 * decides the width of every interval. Pure.
 */
import type { PlannedComparison } from '../results/record.ts'
import { BASELINE } from '../scenario/arms.ts'
import type { ArmSpec } from '../scenario/schema.ts'

/** The facts about a datapath that decide which other datapaths it is compared with. */
export interface ComparedDatapath {
  name: string
  modelledBy: string | null
  /** Datapaths, or products that they emulate, that this datapath is compared with directly. */
  rivals: readonly string[]
}

/**
 * All comparisons of a run:
 * - every arm − the arm that its cost is measured against;
 * - rivals, or the products that they emulate (where a datapath has several arms, the arms with equal options);
 * - within a datapath: more filler services − fewest, and flow events on − off.
 * The baseline and its twins are in no comparison of their own: their difference is the noise.
 */
export function pairsOf(
  arms: readonly ArmSpec[],
  datapaths: readonly ComparedDatapath[],
): PlannedComparison[] {
  const treatments = arms.filter((arm) => arm.name !== BASELINE && !arm.isTwin)
  return [
    ...treatments.flatMap((arm) => {
      const against = arm.against ?? BASELINE
      return arms.some(({ name }) => name === against)
        ? [{ arm: arm.name, against, why: 'cost' as const }]
        : []
    }),
    ...rivalsAmong(treatments, datapaths),
    ...treatments.flatMap((arm) => optionsOf(arm, treatments)),
  ]
}

function rivalsAmong(arms: readonly ArmSpec[], datapaths: readonly ComparedDatapath[]): PlannedComparison[] {
  const known = (datapath: string) => datapaths.find(({ name }) => name === datapath)
  /** A product has the same rivals as the datapath that emulates it. */
  const emulatedAs = ({ datapath }: ArmSpec): string => known(datapath)?.modelledBy ?? datapath
  const questions = new Map(
    datapaths.flatMap(({ name, modelledBy, rivals }) =>
      rivals.map((rival) => [`${modelledBy ?? name} ${rival}`, { left: modelledBy ?? name, right: rival }]),
    ),
  )
  return [...questions.values()].flatMap((question) => {
    const left = arms.filter((arm) => emulatedAs(arm) === question.left)
    const right = arms.filter((arm) => emulatedAs(arm) === question.right)
    const onlyOneEach = left.length === 1 && right.length === 1
    return left.flatMap((arm) =>
      right
        .filter((other) => onlyOneEach || sameOptions(arm, other))
        .map((other) => ({ arm: arm.name, against: other.name, why: 'rival' as const })),
    )
  })
}

const sameOptions = (a: ArmSpec, b: ArmSpec): boolean =>
  a.fillerServices === b.fillerServices && a.flowEvents === b.flowEvents

/** Comparisons between arms of one datapath, which show what filler services and flow events cost. */
function optionsOf(arm: ArmSpec, arms: readonly ArmSpec[]): PlannedComparison[] {
  const alike = arms.filter((other) => other.datapath === arm.datapath)
  const fewest = alike
    .filter((other) => other.flowEvents === arm.flowEvents)
    .reduce((least, other) => (other.fillerServices < least.fillerServices ? other : least), arm)
  const silent = alike.find((other) => other.fillerServices === arm.fillerServices && !other.flowEvents)
  return [
    ...(fewest.fillerServices < arm.fillerServices
      ? [{ arm: arm.name, against: fewest.name, why: 'services' as const }]
      : []),
    ...(arm.flowEvents && silent ? [{ arm: arm.name, against: silent.name, why: 'flows' as const }] : []),
  ]
}
