/** Who an end of a flow is: a workload, something that Cilium reserves a name for, or only a name or an address. */
import { z } from 'zod'

export const writtenEndSchema = z.object({
  namespace: z.string().optional(),
  labels: z.array(z.string()).optional(),
  pod_name: z.string().optional(),
  workloads: z.array(z.object({ name: z.string().optional() })).optional(),
})
type WrittenEnd = z.infer<typeof writtenEndSchema>

/** `reserved`: host, world, kube-apiserver … `name`: from DNS. */
export type EndKind = 'workload' | 'reserved' | 'name' | 'address' | 'unknown'

export interface SeenEnd {
  kind: EndKind
  /** Empty for an end that is in no namespace, or whose namespace nobody said. */
  namespace: string
  name: string
  address: string | null
  port: number | null
}

/** Labels that name a workload, the most telling first. */
const APP_LABELS = ['app.kubernetes.io/name', 'app', 'k8s-app']

/** Names an end by the best that the flow says of it: workload, label, pod, reserved name, DNS name, address. */
export function endOf(
  written: WrittenEnd | undefined,
  address: string | undefined,
  port: number | undefined,
  dnsNames: readonly string[] = [],
): SeenEnd {
  return { ...namedBy(written, address, dnsNames), address: address ?? null, port: port ?? null }
}

function namedBy(
  written: WrittenEnd | undefined,
  address: string | undefined,
  dnsNames: readonly string[],
): Pick<SeenEnd, 'kind' | 'namespace' | 'name'> {
  const namespace = written?.namespace ?? ''
  const labels = labelsOf(written?.labels ?? [])
  const app = APP_LABELS.flatMap((key) => labels.get(key) ?? [])[0]
  const name = written?.workloads?.find((workload) => workload.name)?.name ?? app ?? written?.pod_name
  if (name) return { kind: 'workload', namespace, name }
  const reserved = labels.get('reserved')
  // Of the world, a name or an address says more than that it is the world.
  if (reserved && reserved !== 'world') return { kind: 'reserved', namespace: '', name: reserved }
  if (dnsNames[0]) return { kind: 'name', namespace: '', name: dnsNames[0] }
  if (address) return { kind: 'address', namespace: '', name: address }
  return reserved
    ? { kind: 'reserved', namespace: '', name: reserved }
    : { kind: 'unknown', namespace, name: 'unknown' }
}

/** "k8s:app=orders" by "app"; "reserved:host" by "reserved". The source before the colon may be one that we do not know. */
function labelsOf(labels: readonly string[]): Map<string, string> {
  return new Map(
    labels.map((label): [string, string] => {
      if (label.startsWith('reserved:')) return ['reserved', label.slice('reserved:'.length)]
      const colon = label.indexOf(':')
      const equals = label.indexOf('=')
      const from = colon >= 0 && (equals < 0 || colon < equals) ? colon + 1 : 0
      return equals < 0 ? [label.slice(from), ''] : [label.slice(from, equals), label.slice(equals + 1)]
    }),
  )
}

/** The key of an end in a graph. */
export const idOf = ({ namespace, name }: Pick<SeenEnd, 'namespace' | 'name'>): string =>
  namespace === '' ? name : `${namespace}/${name}`
