/** What the harness and the attempt program say to each other. */
import type { MadeTry } from '../../../flows/attempts-made.ts'

export interface HttpAsk {
  method: string
  path: string
  /** The name and address asked where absent. */
  host?: string
  headers?: Record<string, string>
}

/** On the program's stdin. The targets are tried in turn, one each `everyMs`, `times` times. */
export interface Order {
  targets: {
    /** Name or address. */
    host: string
    port: number
    /** `look` opens a TCP connection and sends nothing; `database` greets as a client of a database does. */
    ask: HttpAsk | 'look' | 'database'
  }[]
  times: number
  everyMs: number
}

/** A line of its stdout. @param target index in the order's targets */
export type Reported = MadeTry & { target: number }
