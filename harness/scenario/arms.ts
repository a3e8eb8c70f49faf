/** The arms of a run: the baseline and its twin, which every run has, and then the arms that the scenario names. */
import { findDatapath, unknownDatapath, type KnownDatapath, type KnownDatapaths } from './datapath-names.ts'
import type { PlantedEffect } from './planted-effect.ts'
import type { Problem } from '../yaml/problem.ts'
import { cannotSee, keptSeeing } from './seeing.ts'
import { armSchema, type ArmSpec } from './schema.ts'

/** The baseline that every other arm is compared with: pod to pod, without a service load balancer. */
export const BASELINE = 'direct'
/** The twin, which is the baseline a second time: the difference between the two is the noise. */
export const TWIN = 'direct-again'
/** The baseline a third time, with effects of known size that the run has to find again. */
export const PLANTED = 'planted-effects'

type WrittenArm = Omit<ArmSpec, 'name'> & { name?: string | undefined }

/** Baseline and twin, then the arms as written. Each gets a name, and the datapath that its written name means on this provider. */
export function nameArms(written: readonly WrittenArm[], here: readonly KnownDatapath[]): ArmSpec[] {
  const baseline = armSchema.parse({ datapath: BASELINE })
  const named = written
    .map((arm) => resolved(arm, findDatapath(arm.datapath, here)))
    .map((arm) => ({ ...arm, name: arm.name ?? defaultName(arm) }))
  return [
    { ...baseline, name: BASELINE },
    { ...baseline, name: TWIN, isTwin: true },
    // The baseline is already there, so a baseline listed in the scenario is left out.
    ...named.filter((arm) => arm.name !== BASELINE || arm.datapath !== BASELINE),
  ]
}

/** The arm with the datapath that its written name means here, and only those options that are not the default. */
function resolved({ seeing, ...arm }: WrittenArm, found: KnownDatapath | undefined): WrittenArm {
  return found ? { ...arm, datapath: found.name, ...keptSeeing(seeing, found) } : arm
}

/** Arms for `--datapaths sidecar,ebpf`, which replace the scenario's arms and have default options. */
export const armsOf = (datapaths: readonly string[], here: readonly KnownDatapath[]): ArmSpec[] =>
  nameArms(
    datapaths.map((datapath) => armSchema.parse({ datapath })),
    here,
  )

/** An arm like the baseline with these effects planted into it. */
export const plantedArm = (name: string, planted: readonly PlantedEffect[]): ArmSpec => ({
  ...armSchema.parse({ datapath: BASELINE }),
  name,
  planted,
})

/** Default name of an arm, from its datapath and options that are not the default: "kube-proxy-iptables-10000", "ebpf-10-rules", "sidecar-requests". */
function defaultName({
  datapath,
  fillerServices,
  policyRules,
  seeing,
  gatewayReplicas = 1,
}: WrittenArm): string {
  return [
    datapath,
    ...(fillerServices > 0 ? [String(fillerServices)] : []),
    ...(policyRules > 0 ? [`${policyRules}-rules`] : []),
    ...(seeing === undefined ? [] : [seeing]),
    ...(gatewayReplicas > 1 ? [`${gatewayReplicas}-replicas`] : []),
  ].join('-')
}

/** Finds unknown datapaths, options that a datapath does not have, and names that two arms share. Paths begin at the document's root. */
export function checkArms(written: readonly WrittenArm[], known: KnownDatapaths): Problem[] {
  const seen = new Set([BASELINE, TWIN, PLANTED])
  return written.flatMap((arm, n): Problem[] => {
    const path = ['arms', n]
    const datapath = findDatapath(arm.datapath, known.here)
    if (datapath === undefined)
      return [{ path: [...path, 'datapath'], message: `names ${unknownDatapath(arm.datapath, known)}` }]
    const blind = cannotSee(arm.seeing, datapath, known.provider)
    if (blind !== null) return [{ path: [...path, 'seeing'], message: blind }]
    if (arm.gatewayReplicas !== undefined && !datapath.hasReplicas)
      return [{ path: [...path, 'gatewayReplicas'], message: noReplicas(datapath.name, known) }]
    if (arm.policyRules > 0 && !datapath.takesPolicyRules)
      return [{ path: [...path, 'policyRules'], message: noPolicyRules(datapath.name, known) }]
    const name = arm.name ?? defaultName(resolved(arm, datapath))
    if (name === BASELINE && datapath.name === BASELINE) return []
    if (seen.has(name))
      return [{ path, message: `is a second arm called ${name}: give one of them a name of its own` }]
    seen.add(name)
    return []
  })
}

function noReplicas(datapath: string, { provider, here }: KnownDatapaths): string {
  const able = here.filter(({ hasReplicas }) => hasReplicas).map(({ name }) => name)
  const who = able.length === 0 ? 'no datapath' : `only ${able.join(', ')}`
  return `is not for ${datapath}: with provider ${provider}, ${who} can be told how many gateways to have; remove it`
}

function noPolicyRules(datapath: string, { provider, here }: KnownDatapaths): string {
  const able = here.filter(({ takesPolicyRules }) => takesPolicyRules).map(({ name }) => name)
  return `cannot be given to ${datapath}, which enforces no policy that hopbench writes: ${able.length > 0 ? `give it to ${able.join(' or ')}` : `no datapath of provider ${provider} does; leave it out`}`
}
