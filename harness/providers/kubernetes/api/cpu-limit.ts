/** CPU limits of containers as the API server stores them, after admission has changed the pods. Pure. */
import type { V1Pod } from '@kubernetes/client-node'

const UNITS: Record<string, number> = { n: 1e-6, u: 1e-3, m: 1, '': 1000, k: 1e6 }

/** Converts a Kubernetes quantity ("60m", "0.5", "2") to thousandths of a core; NaN where the text is no quantity. */
export function milliCores(quantity: string): number {
  const [, number, unit] = /^([\d.]+(?:e\d+)?)([numk]?)$/i.exec(quantity) ?? []
  return number === undefined ? NaN : Math.round(Number(number) * UNITS[unit ?? '']!)
}

/** Converts thousandths of a core to the notation of manifests: "60m", "2". */
export const coresOf = (millis: number): string => (millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`)

/** The CPU limit of a container in thousandths of a core; null where it has none. Looks at init containers too, since some are sidecars. */
export function cpuLimitOf({ spec }: Pick<V1Pod, 'spec'>, container: string): number | null {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  const limit = all.find(({ name }) => name === container)?.resources?.limits?.['cpu']
  return limit === undefined ? null : milliCores(limit)
}

/** "app 60m, istio-proxy 2 (client, orders)" for the pods of an arm: lists the services only where not all have that limit. */
export function describeLimits(
  pods: { service: string; containers: { name: string; cpuLimit: number | null }[] }[],
): string {
  const limited = pods.flatMap(({ service, containers }) =>
    containers.flatMap(({ name, cpuLimit }) =>
      cpuLimit === null ? [] : [{ text: `${name} ${coresOf(cpuLimit)}`, service }],
    ),
  )
  if (limited.length === 0) return 'none'
  return [...Map.groupBy(limited, ({ text }) => text)]
    .map(([text, of]) =>
      of.length === pods.length ? text : `${text} (${of.map(({ service }) => service).join(', ')})`,
    )
    .join(', ')
}
