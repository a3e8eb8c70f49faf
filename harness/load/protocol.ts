/** The protocol between the harness and a load client: one spec a line on stdin, events as JSON lines on stdout. */
import type {
  ClosedLoopResult,
  ClosedLoopSpec,
  ExactResult,
  ExactSpec,
  PacedResult,
  PacedSpec,
  WarmUpSpec,
} from '../arm/arm.ts'

export type ClientSpec = PacedSpec | ClosedLoopSpec | ExactSpec | WarmUpSpec

/**
 * The line that ends the load of the running spec. The load goes on past the end of the measured window until this line
 * comes, so that both readings of the window are taken under the same load.
 */
export const STOP_LINE = 'stop'

/** Without a STOP_LINE the load ends this long after the window: the harness has ended or is stuck. */
export const MOST_RUN_DOWN_MS = 2000

export type WindowEvent = { event: 'window-began' } | { event: 'window-ended' }

export type ClientEvent<Result = PacedResult | ClosedLoopResult | ExactResult> =
  | WindowEvent
  | { event: 'summary'; result: Result }
  /** This spec failed; the client goes on with the next. */
  | { event: 'failed'; error: string }

/** How a driver talks with the harness while it runs a spec. */
export interface Conversation {
  announce(event: WindowEvent): void
  /** Fulfilled when STOP_LINE has come, or when MOST_RUN_DOWN_MS have passed without it. */
  stopAfterWindow(): Promise<void>
}
