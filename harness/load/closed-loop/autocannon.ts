/** autocannon as a generator. Answers are counted through its `response` event: its own tables are per second and in whole ms. */
import type { PlannedCall } from '../page-plan.ts'
import type { Generator } from './generator.ts'
import { UNMARKED } from '../../workload/page-mark.ts'

/** Longer than any window: autocannon is ended by `stop()`. */
const LONGEST_RUN_SECONDS = 3600
/** How often autocannon checks whether it was stopped. */
const SAMPLE_INTERVAL_MS = 50
/** A call that takes longer is an error; the same limit as in own-loop.ts. */
const CALL_TIMEOUT_SECONDS = 5

/**
 * Starts sending: each connection makes the calls in order, over and over. Calls that a paced client would make at once are
 * made one after the other. This does not change the throughput as long as there are enough connections.
 */
export async function startAutocannon(calls: PlannedCall[], connections: number): Promise<Generator> {
  // Imported only here: autocannon would add to the memory and the start time of every client.
  const { default: autocannon } = await import('autocannon')
  const { address, port } = calls[0]!.target
  let answered = 0
  let sent = 0
  let errors = 0
  const ended = Promise.withResolvers<unknown>()
  const instance = autocannon(
    {
      url: `http://${address}:${port}`,
      connections,
      duration: LONGEST_RUN_SECONDS,
      sampleInt: SAMPLE_INTERVAL_MS,
      timeout: CALL_TIMEOUT_SECONDS,
      // autocannon sends the same bytes over and over, so these pages have no numbers.
      requests: calls.map(({ method, headers, body }) => ({ method, headers, body, path: UNMARKED })),
      // autocannon emits `request` for each call sent, but its types do not have the event.
      setupClient: (client) => void client.on('request' as 'body', () => sent++),
    },
    (error: unknown) => ended.resolve(error),
  )
  instance.on('response', (_client, status) => {
    if (status === 200) answered++
    else errors++
  })
  instance.on('reqError', () => errors++)
  return {
    count: () => ({
      completedPages: Math.floor(answered / calls.length),
      // autocannon emits no event for a call whose connection ends before the answer. Such calls are the difference between
      // calls sent and calls that ended otherwise; each connection may have one more under way.
      errors: errors + Math.max(0, sent - answered - errors - connections),
    }),
    async stop() {
      instance.stop()
      const error = await ended.promise
      if (error) throw new Error('autocannon failed', { cause: error })
    },
  }
}
