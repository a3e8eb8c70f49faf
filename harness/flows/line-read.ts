/** What a line of a flow file turned out to be. */
import type { SeenFlow } from './seen-flow.ts'

export type LineRead =
  | { kind: 'flow'; flow: SeenFlow }
  /** A record of Envoy's access log, which an earlier hopbench stored as it was; who called is told by other records of the file. */
  | { kind: 'old access record'; record: object; source: string }
  | { kind: 'lost'; events: number; source: string }
  /** About the emitter, such as a node that came or went. */
  | { kind: 'status'; message: string }
  | { kind: 'blank' }
  | { kind: 'problem'; problem: string }

/** The reading of a flow that may have been refused. */
export const asRead = (read: SeenFlow | { problem: string }): LineRead =>
  'problem' in read ? { kind: 'problem', problem: read.problem } : { kind: 'flow', flow: read }
