/** A user's system as a source tells of it: services, what they call for each request, and what the source said that a scenario cannot say. */
import type { Change } from './change.ts'

/** The kinds of files that a scenario can be made from. */
export type SourceKind = 'hubble' | 'jaeger' | 'dependencies' | 'otlp' | 'kiali' | 'isotope' | 'mubench'

/** What a kind of source cannot say; a default of the scenario stands there. */
export type Unknown = 'order' | 'calls per request' | 'answer sizes' | 'request sizes' | 'work'

/** A call of a service, or a query of a database. */
export interface SourceCall {
  /** Id of a service or of a database. */
  to: string
  /** Calls for one request of the caller, on average: below 1 for a call that only some requests make. */
  perRequest: number
  /** Size of the request; null where the source does not say. */
  requestBytes: number | null
}

/** Calls in order, or all at once. */
export interface SourceStep {
  atOnce: boolean
  calls: SourceCall[]
}

export interface SourceService {
  /** Unique in the source: "shop/orders". */
  id: string
  name: string
  namespace: string | null
  steps: SourceStep[]
  responseBytes: number | null
  /** Microseconds that the service itself takes for a request; null where the source does not say. */
  workUs: number | null
}

export interface SourceDatabase {
  id: string
  name: string
  namespace: string | null
}

export interface System {
  kind: SourceKind
  /** How much the source holds, by what it holds: { flows: 60 }. */
  counts: Record<string, number>
  services: Map<string, SourceService>
  databases: Map<string, SourceDatabase>
  /** Ids of services that are called from outside. */
  entries: string[]
  /** Whether the source itself names its entries. Otherwise services that nobody calls are entries too. */
  entriesAreKnown: boolean
  changes: Change[]
  unknown: Unknown[]
}

/** Every call of a service, in the order of its steps. */
export const callsOf = ({ steps }: Pick<SourceService, 'steps'>): SourceCall[] =>
  steps.flatMap(({ calls }) => calls)
