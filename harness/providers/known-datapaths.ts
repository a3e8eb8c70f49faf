/** What a scenario may name on a provider: its own datapaths, and for messages those of the others. */
import type { KnownDatapaths } from '../scenario/datapath-names.ts'
import type { Provider } from './provider.ts'

export const knownTo = (provider: Provider, providers: readonly Provider[]): KnownDatapaths => ({
  provider: provider.name,
  here: provider.datapaths,
  elsewhere: providers
    .filter((other) => other !== provider)
    .map(({ name, datapaths }) => ({ provider: name, datapaths })),
})
