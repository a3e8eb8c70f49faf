/** What the harness and a load client say to each other: one spec a line on stdin, events as JSON lines on stdout. */
import type {
  ClosedLoopResult,
  ClosedLoopSpec,
  ExactResult,
  ExactSpec,
  PacedResult,
  PacedSpec,
} from '../arm/arm.ts'

export type ClientSpec = PacedSpec | ClosedLoopSpec | ExactSpec

/**
 * The line that ends the load of the running spec. Load goes on past the end of the measured window until it comes,
 * so that what is read there is read under the same load as at the beginning.
 */
export const STOP_LINE = 'stop'

/** Load past the window's end is given up after this when no STOP_LINE comes: the reader has gone or is stuck. */
export const MOST_RUN_DOWN_MS = 2000

export type WindowEvent = { event: 'window-began' } | { event: 'window-ended' }

export type ClientEvent<Result = PacedResult | ClosedLoopResult | ExactResult> =
  | WindowEvent
  | { event: 'summary'; result: Result }
  /** This spec failed; the client goes on with the next. */
  | { event: 'failed'; error: string }

/** What a driver is given beside its spec. */
export interface Conversation {
  announce(event: WindowEvent): void
  /** Fulfilled when STOP_LINE has come, or when it is overdue. */
  stopAfterWindow(): Promise<void>
}
