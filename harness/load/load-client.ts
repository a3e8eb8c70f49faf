/** The harness's side of a load client, however its process was started. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type {
  ClosedLoopResult,
  ClosedLoopSpec,
  ExactResult,
  ExactSpec,
  PacedResult,
  PacedSpec,
  WindowEdges,
} from '../arm/arm.ts'
import { BenchError, messageOf } from '../errors.ts'
import { STOP_LINE, type ClientEvent, type ClientSpec } from './protocol.ts'

export interface LoadClient {
  /** One call at a time. Each throws BenchError when the spec failed or the client has died. */
  paced(spec: PacedSpec, edges: WindowEdges): Promise<PacedResult>
  closedLoop(spec: ClosedLoopSpec, edges: WindowEdges): Promise<ClosedLoopResult>
  exactly(spec: ExactSpec): Promise<ExactResult>
}

const NO_EDGES: WindowEdges = { began: () => Promise.resolve(), ended: () => Promise.resolve() }

/**
 * @param howItEnded fulfilled when the process has ended, with words for it ("was killed by SIGKILL"), for the error
 */
export function createLoadClient(
  stdin: Writable,
  stdout: Readable,
  howItEnded: Promise<string> = Promise.resolve('ended'),
): LoadClient {
  const events = createInterface({ input: stdout })[Symbol.asyncIterator]()
  // A client that has died is noticed by the end of its stdout, which always comes; the EPIPE adds nothing.
  stdin.on('error', () => undefined)
  const say = (line: string) => void stdin.write(`${line}\n`)

  async function nextEvent<Result>(): Promise<ClientEvent<Result>> {
    // A stream that ended before anybody listened would never say so.
    const next = stdout.readableEnded || stdout.destroyed ? null : await events.next()
    if (!next || next.done) {
      throw new BenchError(
        `the load client ${await howItEnded}`,
        "its last lines are in the run folder's client log; this trial has no result",
      )
    }
    return JSON.parse(next.value) as ClientEvent<Result>
  }

  async function converse<Result>(spec: ClientSpec, edges: WindowEdges): Promise<Result> {
    say(JSON.stringify(spec))
    let failedReading: unknown
    for (;;) {
      const event = await nextEvent<Result>()
      switch (event.event) {
        case 'window-began':
          await edges.began().catch((error: unknown) => (failedReading = error))
          break
        case 'window-ended':
          await edges.ended().catch((error: unknown) => (failedReading ??= error))
          say(STOP_LINE)
          break
        case 'summary':
          // Only now: the client must be done with this spec before it gets another.
          if (failedReading !== undefined)
            throw new BenchError(
              `reading at an edge of the window failed: ${messageOf(failedReading)}`,
              'run the trial again',
            )
          return event.result
        case 'failed':
          throw new BenchError(
            `the load client could not do its ${spec.driver} load: ${event.error}`,
            "this trial has no result; the reason above is the system's own",
          )
      }
    }
  }

  return {
    paced: (spec, edges) => converse(spec, edges),
    closedLoop: (spec, edges) => converse(spec, edges),
    exactly: (spec) => converse(spec, NO_EDGES),
  }
}
