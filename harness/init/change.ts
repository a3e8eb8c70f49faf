/** What a scenario leaves out of a source, or has differently: facts, which `change-text.ts` puts into words. */

export type ChangeKind =
  | 'renamed'
  | 'is the client'
  | 'rare call left out'
  | 'rare call made always'
  | 'calls rounded'
  | 'calls limited'
  | 'cycle cut'
  | 'entry guessed'
  | 'entries once'
  | 'never called'
  | 'grpc'
  | 'outside'
  | 'host'
  | 'dns'
  | 'not http'
  | 'no call rate'
  | 'queries guessed'
  | 'other database'
  | 'message'
  | 'refused'
  | 'idle'
  | 'errors'
  | 'retries'
  | 'replicas'
  | 'policy rules'
  | 'sleep'
  | 'work without time'
  | 'mean size'
  | 'container beside'
  | 'cluster'
  | 'random choice'
  | 'chains interleaved'
  | 'query by itself'
  | 'size limited'
  | 'work limited'
  | 'waiting as work'
  | 'no spans of its own'
  | 'caller missing'
  | 'end missing'
  | 'logs and metrics'
  | 'repeated'
  | 'unreadable'
  | 'lost'

export interface Change {
  kind: ChangeKind
  /** What it concerns: a service, the two ends of a call, or a cycle, by the names of the source. Empty for the file as a whole. */
  of: string[]
  /** How many, how often, how large: its unit follows from the kind. */
  figure?: number
  /** A further name: the new one, a protocol, a kind of database. */
  name?: string
}
