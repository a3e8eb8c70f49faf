/** The load client: runs in the client's pod for as long as the arm is up, and runs one spec after the other (protocol.ts). */
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClosedLoopResult, ExactResult, PacedResult } from '../arm/arm.ts'
import { messageOf } from '../errors.ts'
import { runClosedLoop } from './closed-loop/run-closed-loop.ts'
import { runExactly } from './exactly.ts'
import { runPaced } from './paced/run-paced.ts'
import { runWarmUp } from './paced/run-warm-up.ts'
import {
  MOST_RUN_DOWN_MS,
  STOP_LINE,
  type ClientEvent,
  type ClientSpec,
  type Conversation,
} from './protocol.ts'

const lines = createInterface({ input: process.stdin })
const send = (event: ClientEvent) => void process.stdout.write(`${JSON.stringify(event)}\n`)
let busy = Promise.resolve()

lines.on('line', (line) => {
  if (line === STOP_LINE) return
  // Listen for the stop line already now: it may come while the spec is still being set up.
  const stopped = once(lines, 'line')
  busy = busy.then(() => runAndReport(line, stopped))
})
// The harness has closed stdin or has ended.
lines.on('close', () => process.exit(0))
// Does nothing unless NODE_COMPILE_CACHE is set. Without this line a program that is killed would never write its cache.
flushCompileCache()

async function runAndReport(line: string, stopped: Promise<unknown>): Promise<void> {
  const conversation: Conversation = {
    announce: send,
    async stopAfterWindow() {
      await Promise.race([stopped, sleep(MOST_RUN_DOWN_MS, undefined, { ref: false })])
    },
  }
  try {
    send({ event: 'summary', result: await runSpec(JSON.parse(line) as ClientSpec, conversation) })
  } catch (error) {
    send({ event: 'failed', error: messageOf(error) })
  }
}

function runSpec(
  spec: ClientSpec,
  conversation: Conversation,
): Promise<PacedResult | ClosedLoopResult | ExactResult> {
  switch (spec.driver) {
    case 'paced':
      return runPaced(spec, conversation)
    case 'closed-loop':
      return runClosedLoop(spec, conversation)
    case 'exactly':
      return runExactly(spec)
    case 'warm-up':
      return runWarmUp(spec)
  }
}
