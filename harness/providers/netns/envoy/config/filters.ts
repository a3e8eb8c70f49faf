/** Finds the filters in the whole configuration of a proxy, so that an option can be added to all of a kind. */
import type { Message } from './message.ts'

export const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager'
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy'

interface Listener {
  filter_chains: Chain[]
  default_filter_chain?: Chain
}
interface Chain {
  filters?: { name: string; typed_config: Message }[]
}

/** A copy of the configuration in which every network filter with one of these names was changed. */
export function withFilters(
  config: Message,
  names: readonly string[],
  change: (filter: Message) => void,
): Message {
  const copy = structuredClone(config)
  const { listeners } = copy['static_resources'] as { listeners: Listener[] }
  for (const { filter_chains: chains, default_filter_chain: last } of listeners)
    for (const { filters } of [...chains, ...(last ? [last] : [])])
      for (const { name, typed_config: filter } of filters ?? []) if (names.includes(name)) change(filter)
  return copy
}

/** A copy of the configuration with further clusters and listeners. */
export function withResources(
  config: Message,
  { clusters = [], listeners = [] }: { clusters?: Message[]; listeners?: Message[] },
): Message {
  const { static_resources: old } = config as {
    static_resources: { clusters: Message[]; listeners: Message[] }
  }
  return {
    ...config,
    static_resources: {
      ...old,
      clusters: [...old.clusters, ...clusters],
      listeners: [...old.listeners, ...listeners],
    },
  }
}
