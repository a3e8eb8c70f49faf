/**
 * Which arms are compared with which. This is decided before the run and stored with it, because the number of comparisons
 * decides the width of every interval. Pure.
 */
import type { Descriptor, PlannedComparison } from '../results/record.ts'
import { BASELINE } from '../scenario/arms.ts'
import type { ArmSpec, Seeing } from '../scenario/schema.ts'
import { seeingOf } from '../scenario/seeing.ts'

/** The facts about a datapath that decide which other datapaths it is compared with. */
export interface ComparedDatapath extends Pick<Descriptor, 'name' | 'modelledBy' | 'family'> {
  capability: Pick<Descriptor['capability'], 'encrypts'>
  /** Datapaths, or products that they emulate, that this datapath is compared with directly. */
  rivals: readonly string[]
  /** What it can make visible of its traffic; the first is what it does without being asked. */
  seeing: readonly Seeing[]
}

/**
 * All comparisons of a run:
 * - every arm − its ground;
 * - rivals, or the products that they emulate (where a datapath has several arms, the arms with equal options);
 * - within a datapath: more filler services − fewest, more rules of policy − fewest, and something made visible − nothing.
 * The baseline and its twins are in no comparison of their own: their difference is the noise. Nor are arms with planted effects.
 */
export function pairsOf(
  arms: readonly ArmSpec[],
  datapaths: readonly ComparedDatapath[],
): PlannedComparison[] {
  const treatments = arms.filter((arm) => arm.name !== BASELINE && !arm.isTwin && !arm.planted)
  const pairs: PlannedComparison[] = [
    ...treatments.flatMap((arm) => {
      const against = groundOf(arm, arms, datapaths)
      return arms.some(({ name }) => name === against)
        ? [
            {
              arm: arm.name,
              against,
              why: quietOf(arm, arms, datapaths)?.name === against ? 'seeing' : 'cost',
            } as const,
          ]
        : []
    }),
    ...rivalsAmong(treatments, datapaths),
    ...treatments.flatMap((arm) => optionsOf(arm, treatments, datapaths)),
  ]
  return pairs.filter(
    (pair, index) =>
      pairs.findIndex(({ arm, against }) => arm === pair.arm && against === pair.against) === index,
  )
}

/**
 * The arm that an arm's cost is measured against: the one that its specification names (on clusters, the chain of its own
 * cluster), else kube-proxy with the same number of services, because meshes and eBPF are installed on kube-proxy or instead of
 * it. kube-proxy itself is held against the baseline, which is the floor. So is every arm of a run without kube-proxy, and of a
 * run that varies the services of kube-proxy: there, one ground for all arms shows how each of them grows. An arm that was asked to
 * make something visible is held against the arm of its datapath that makes nothing visible: the difference is what seeing costs.
 */
export function groundOf(
  arm: ArmSpec,
  arms: readonly ArmSpec[],
  datapaths: readonly Pick<ComparedDatapath, 'name' | 'family' | 'seeing'>[],
): string {
  const familyOf = ({ datapath }: ArmSpec) => datapaths.find(({ name }) => name === datapath)?.family
  if (arm.against !== undefined) return arm.against
  const quiet = arm.seeing === undefined ? undefined : quietOf(arm, arms, datapaths)
  if (quiet) return quiet.name
  if (familyOf(arm) === 'plain' || familyOf(arm) === 'kube-proxy') return BASELINE
  const proxies = arms.filter((other) => familyOf(other) === 'kube-proxy')
  const isVaried = new Set(proxies.map(({ datapath }) => datapath)).size < proxies.length
  const ground = proxies.find(({ fillerServices }) => fillerServices === arm.fillerServices)
  return isVaried ? BASELINE : (ground?.name ?? BASELINE)
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
  /** Two datapaths of one family of which only the first encrypts: what they differ by is the price of encryption. */
  const whyOf = (arm: ArmSpec, other: ArmSpec): PlannedComparison['why'] => {
    const [left, right] = [known(arm.datapath), known(other.datapath)]
    const onlyLeft = left?.capability.encrypts === true && right?.capability.encrypts === false
    return onlyLeft && left.family === right.family ? 'encryption' : 'rival'
  }
  return [...questions.values()].flatMap((question) => {
    const left = arms.filter((arm) => emulatedAs(arm) === question.left)
    const right = arms.filter((arm) => emulatedAs(arm) === question.right)
    const onlyOneEach = left.length === 1 && right.length === 1
    return left.flatMap((arm) =>
      right
        .filter((other) => onlyOneEach || sameOptions(arm, other))
        .map((other) => ({ arm: arm.name, against: other.name, why: whyOf(arm, other) })),
    )
  })
}

const sameOptions = (a: ArmSpec, b: ArmSpec): boolean =>
  a.fillerServices === b.fillerServices && a.policyRules === b.policyRules && a.seeing === b.seeing

/** The arm of the same datapath with the same services and rules that makes nothing visible; undefined for such an arm itself. */
function quietOf(
  arm: ArmSpec,
  arms: readonly ArmSpec[],
  datapaths: readonly Pick<ComparedDatapath, 'name' | 'seeing'>[],
): ArmSpec | undefined {
  const datapath = datapaths.find(({ name }) => name === arm.datapath)
  const isQuiet = (one: ArmSpec): boolean => datapath !== undefined && seeingOf(one, datapath) === 'nothing'
  if (isQuiet(arm)) return undefined
  return arms.find(
    (other) =>
      other.datapath === arm.datapath &&
      other.fillerServices === arm.fillerServices &&
      other.policyRules === arm.policyRules &&
      !other.isTwin &&
      isQuiet(other),
  )
}

/** Comparisons between arms of one datapath, which show what filler services, rules of policy and seeing cost. */
function optionsOf(
  arm: ArmSpec,
  arms: readonly ArmSpec[],
  datapaths: readonly ComparedDatapath[],
): PlannedComparison[] {
  const alike = arms.filter((other) => other.datapath === arm.datapath && other.seeing === arm.seeing)
  const fewest = alike
    .filter((other) => other.policyRules === arm.policyRules)
    .reduce((least, other) => (other.fillerServices < least.fillerServices ? other : least), arm)
  const openest = alike
    .filter((other) => other.fillerServices === arm.fillerServices)
    .reduce((least, other) => (other.policyRules < least.policyRules ? other : least), arm)
  const quiet = quietOf(arm, arms, datapaths)
  return [
    ...(fewest.fillerServices < arm.fillerServices
      ? [{ arm: arm.name, against: fewest.name, why: 'services' as const }]
      : []),
    ...(openest.policyRules < arm.policyRules
      ? [{ arm: arm.name, against: openest.name, why: 'policy' as const }]
      : []),
    ...(quiet ? [{ arm: arm.name, against: quiet.name, why: 'seeing' as const }] : []),
  ]
}
