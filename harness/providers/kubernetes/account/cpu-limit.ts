/** CPU limits of containers as the API server keeps them: what admission made of what was sent. Pure. */
import type { V1Pod } from '@kubernetes/client-node'

const UNITS: Record<string, number> = { n: 1e-6, u: 1e-3, m: 1, '': 1000, k: 1e6 }

/** Thousandths of a core of a Kubernetes quantity: "60m", "0.5", "2". NaN for what is none. */
export function milliCores(quantity: string): number {
  const [, number, unit] = /^([\d.]+(?:e\d+)?)([numk]?)$/i.exec(quantity) ?? []
  return number === undefined ? NaN : Math.round(Number(number) * UNITS[unit ?? '']!)
}

/** "60m", "2": as it is written in manifests. */
export const coresOf = (millis: number): string => (millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`)

/** Thousandths of a core; null where a container has no limit. Init containers that stay are among them. */
export function cpuLimitOf({ spec }: Pick<V1Pod, 'spec'>, container: string): number | null {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  const limit = all.find(({ name }) => name === container)?.resources?.limits?.['cpu']
  return limit === undefined ? null : milliCores(limit)
}

/** "app 60m, istio-proxy 2 (client, orders)" over the pods of an arm; which services where not all have it. */
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
