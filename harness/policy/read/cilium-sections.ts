/** The four rule sections of a Cilium rule in one form, so that what applies to all of them is written once. */
import type { CiliumDns, CiliumHttp, CiliumPort, CiliumRule } from './cilium-schema.ts'
import type { WrittenSelector } from './label-selector.ts'

export type SectionName = 'ingress' | 'ingressDeny' | 'egress' | 'egressDeny'

export interface SectionEntry {
  section: SectionName
  direction: 'ingress' | 'egress'
  verdict: 'allow' | 'deny'
  /** From the rule's root. */
  path: PropertyKey[]
  /** The lists of peers that are there; an empty one is there. Each with the name of its field. */
  endpoints: { field: string; list: WrittenSelector[] } | null
  cidrs: { field: string; list: string[] } | null
  cidrSets: { field: string; list: { cidr: string; except?: string[] | undefined }[] } | null
  entities: { field: string; list: string[] } | null
  toPorts: ToPorts[]
}

export interface ToPorts {
  ports: CiliumPort[]
  http: CiliumHttp[]
  dns: CiliumDns[]
  /** Kinds of request rules that are there, even where they are empty. */
  kinds: ('http' | 'dns')[]
}

type Ingress = NonNullable<CiliumRule['ingress']>[number] | NonNullable<CiliumRule['ingressDeny']>[number]
type Egress = NonNullable<CiliumRule['egress']>[number] | NonNullable<CiliumRule['egressDeny']>[number]
type WrittenToPorts = NonNullable<Ingress['toPorts']>[number]

/** All entries of all sections, in the order of the sections. */
export function entriesOf(rule: CiliumRule): SectionEntry[] {
  const ingress = (section: 'ingress' | 'ingressDeny', list: Ingress[] = []) =>
    list.map((entry, n): SectionEntry => ({
      ...common(section, n, entry.toPorts),
      endpoints: named('fromEndpoints', entry.fromEndpoints),
      cidrs: named('fromCIDR', entry.fromCIDR),
      cidrSets: named('fromCIDRSet', entry.fromCIDRSet),
      entities: named('fromEntities', entry.fromEntities),
    }))
  const egress = (section: 'egress' | 'egressDeny', list: Egress[] = []) =>
    list.map((entry, n): SectionEntry => ({
      ...common(section, n, entry.toPorts),
      endpoints: named('toEndpoints', entry.toEndpoints),
      cidrs: named('toCIDR', entry.toCIDR),
      cidrSets: named('toCIDRSet', entry.toCIDRSet),
      entities: named('toEntities', entry.toEntities),
    }))
  return [
    ...ingress('ingress', rule.ingress),
    ...ingress('ingressDeny', rule.ingressDeny),
    ...egress('egress', rule.egress),
    ...egress('egressDeny', rule.egressDeny),
  ]
}

const common = (section: SectionName, n: number, toPorts: WrittenToPorts[] = []) => ({
  section,
  direction: section.startsWith('ingress') ? ('ingress' as const) : ('egress' as const),
  verdict: section.endsWith('Deny') ? ('deny' as const) : ('allow' as const),
  path: [section, n],
  toPorts: toPorts.map(portsOf),
})

function portsOf(written: WrittenToPorts): ToPorts {
  const { http, dns } = ('rules' in written ? written.rules : undefined) ?? {}
  return {
    ports: written.ports ?? [],
    http: http ?? [],
    dns: dns ?? [],
    kinds: [...(http ? (['http'] as const) : []), ...(dns ? (['dns'] as const) : [])],
  }
}

const named = <Item>(field: string, list: Item[] | undefined): { field: string; list: Item[] } | null =>
  list === undefined ? null : { field, list }
