/** Resolves names of datapaths for a provider, so that a scenario written for one provider runs on the others too. */
import { didYouMean } from '../words/did-you-mean.ts'
import type { Seeing } from './schema.ts'

/** A datapath that a provider has. */
export interface KnownDatapath {
  name: string
  /** Name of the datapath of another provider that emulates this one. On this provider that name means this datapath. */
  modelledBy?: string | null
  /** What it can make visible of its traffic; the first is what it does without being asked. Absent for one that can nothing. */
  seeing?: readonly Seeing[]
  /** Whether its arms may say how many central gateways they have. */
  hasReplicas?: boolean
  /** Whether hopbench writes its policies, so that an arm may have `policyRules`. */
  takesPolicyRules?: boolean
}

/** The datapaths of the run's provider, and those of other providers. */
export interface KnownDatapaths {
  /** Name of the run's provider. */
  provider: string
  here: readonly KnownDatapath[]
  elsewhere: readonly { provider: string; datapaths: readonly KnownDatapath[] }[]
}

/**
 * The datapath with this name, or else the first that a datapath of this name emulates: on a cluster `sidecar` means real
 * Istio.
 */
export const findDatapath = <Known extends KnownDatapath>(
  name: string,
  here: readonly Known[],
): Known | undefined =>
  here.find((known) => known.name === name) ?? here.find((known) => known.modelledBy === name)

/**
 * Why a name is unknown on this provider, to complete "the scenario names …": lists known names, and providers that have the
 * datapath.
 */
export function unknownDatapath(name: string, { provider, here, elsewhere }: KnownDatapaths): string {
  const names = here.map((known) => known.name)
  const owners = elsewhere.filter(({ datapaths }) => datapaths.some((known) => known.name === name))
  if (owners.length === 0)
    return `the unknown datapath ${name}; known are ${names.join(', ')}${didYouMean(name, namable(here))}`
  const model = owners
    .flatMap(({ datapaths }) => datapaths.find((known) => known.name === name)?.modelledBy ?? [])
    .find((candidate) => names.includes(candidate))
  return [
    `${name}, which provider ${provider} does not have`,
    `${owners.map((owner) => `--provider ${owner.provider}`).join(' and ')} ${owners.length === 1 ? 'has' : 'have'} it`,
    ...(model === undefined ? [] : [`here ${model} emulates it`]),
    `known here are ${names.join(', ')}`,
  ].join('; ')
}

/** Every name that means a datapath on this provider. */
const namable = (here: readonly KnownDatapath[]): string[] =>
  here.flatMap(({ name, modelledBy }) => (modelledBy ? [name, modelledBy] : [name]))
