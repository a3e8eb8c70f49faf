/** The harness's side of the conversation with a load client, however the client's process was started. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type {
  ClosedLoopResult,
  ClosedLoopSpec,
  ExactResult,
  ExactSpec,
  PacedResult,
  PacedSpec,
  WarmUpSpec,
  WindowEdges,
} from '../arm/arm.ts'
import { BenchError, messageOf } from '../errors.ts'
import { STOP_LINE, type ClientEvent, type ClientSpec } from './protocol.ts'

export interface LoadClient {
  /** Make one call at a time. Each throws BenchError when the spec failed or the client has died. */
  paced(spec: PacedSpec, edges: WindowEdges): Promise<PacedResult>
  closedLoop(spec: ClosedLoopSpec, edges: WindowEdges): Promise<ClosedLoopResult>
  exactly(spec: ExactSpec): Promise<ExactResult>
  warmUp(spec: WarmUpSpec): Promise<ExactResult>
}

const NO_EDGES: WindowEdges = { began: () => Promise.resolve(), ended: () => Promise.resolve() }

/**
 * @param howItEnded fulfilled when the process has ended, with a text for error messages: "was killed by SIGKILL"
 */
export function createLoadClient(
  stdin: Writable,
  stdout: Readable,
  howItEnded: Promise<string> = Promise.resolve('ended'),
): LoadClient {
  const events = createInterface({ input: stdout })[Symbol.asyncIterator]()
  // A client that has died is noticed by the end of its stdout. The EPIPE on its stdin can be ignored.
  stdin.on('error', () => undefined)
  const send = (line: string) => void stdin.write(`${line}\n`)

  async function nextEvent<Result>(): Promise<ClientEvent<Result>> {
    // A stream that ended before this point emits no further event, so waiting for one would never end.
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
    send(JSON.stringify(spec))
    let failedReading: unknown
    for (;;) {
      const event = await nextEvent<Result>()
      switch (event.event) {
        case 'window-began':
          await edges.began().catch((error: unknown) => (failedReading = error))
          break
        case 'window-ended':
          await edges.ended().catch((error: unknown) => (failedReading ??= error))
          send(STOP_LINE)
          break
        case 'summary':
          // A failed reading is thrown only now: the client must finish this spec before it gets another.
          if (failedReading !== undefined)
            throw new BenchError(
              `reading at an edge of the window failed: ${messageOf(failedReading)}`,
              'run the trial again',
            )
          return event.result
        case 'failed':
          throw new BenchError(
            `the load client could not do its ${spec.driver} load: ${event.error}`,
            'this trial has no result; the reason above comes from the system',
          )
      }
    }
  }

  return {
    paced: (spec, edges) => converse(spec, edges),
    closedLoop: (spec, edges) => converse(spec, edges),
    exactly: (spec) => converse(spec, NO_EDGES),
    warmUp: (spec) => converse(spec, NO_EDGES),
  }
}
