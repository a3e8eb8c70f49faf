/** Requests of containers as the API server stores them, after admission has changed the pods. Pure. */
import type { V1Pod } from '@kubernetes/client-node'
import { milliCores } from './cpu-limit.ts'

/** What a node sets aside for a container, used or not. */
export interface Requests {
  cores: number
  memoryBytes: number
}

/** The requests of a container; 0 for what it does not request. Looks at init containers too, since some are sidecars. */
export function requestsOf({ spec }: Pick<V1Pod, 'spec'>, container: string): Requests {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  const { cpu = '0', memory = '0' } = all.find(({ name }) => name === container)?.resources?.requests ?? {}
  return { cores: milliCores(cpu) / 1000, memoryBytes: bytesOf(memory) }
}

/** Suffixes of Kubernetes quantities that memory is written with (Kubernetes API reference, Quantity). */
const BYTES: Record<string, number> = {
  ...{ m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
}

/** Converts a Kubernetes quantity of memory ("128Mi", "1e9", "134217728") to bytes; NaN where the text is no quantity. */
function bytesOf(quantity: string): number {
  const [, number, suffix] = /^([\d.]+(?:[eE]\d+)?)([KMGT]i|[mkMGT]?)$/.exec(quantity) ?? []
  return number === undefined ? NaN : Number(number) * BYTES[suffix ?? '']!
}
