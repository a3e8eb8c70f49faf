/** Which datapath a name means where a run is to be: a scenario written for one provider runs on the others too. */
import { didYouMean } from '../words/did-you-mean.ts'

/** A datapath that a provider has. */
export interface KnownDatapath {
  name: string
  /** The datapath that emulates it elsewhere: that one's name means this one here. */
  modelledBy?: string | null
}

/** What can be named, and who has what cannot be named here. */
export interface KnownDatapaths {
  /** Where the run is to be. */
  provider: string
  here: readonly KnownDatapath[]
  elsewhere: readonly { provider: string; datapaths: readonly KnownDatapath[] }[]
}

/** The datapath of that name, or else the first that is emulated under it: on a cluster `sidecar` means real Istio. */
export const findDatapath = <Known extends KnownDatapath>(
  name: string,
  here: readonly Known[],
): Known | undefined =>
  here.find((known) => known.name === name) ?? here.find((known) => known.modelledBy === name)

/** Why a name means nothing here, to complete "the scenario names …": what there is, and who has it. */
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

/** Every word that means a datapath here. */
const namable = (here: readonly KnownDatapath[]): string[] =>
  here.flatMap(({ name, modelledBy }) => (modelledBy ? [name, modelledBy] : [name]))
