/** autocannon as a generator: counted through its `response` event, since its own tables are per second and in whole ms. */
import type { PlannedCall } from '../page-plan.ts'
import type { Generator } from './generator.ts'

/** autocannon ends by `stop()`; this is only to outlast any window. */
const LONGEST_RUN_SECONDS = 3600
/** How often autocannon looks whether it was stopped. */
const SAMPLE_INTERVAL_MS = 50
/** As the paced client's default: a call that takes longer is an error. */
const CALL_TIMEOUT_SECONDS = 5

/**
 * Starts sending: each connection makes the calls in order, over and over. Calls of one page that a paced client would
 * make at once are made one after the other, which changes no throughput as long as there are connections enough.
 */
export async function startAutocannon(calls: PlannedCall[], connections: number): Promise<Generator> {
  // Loaded only where it is used: it would add to the memory and the start of every client.
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
      requests: calls.map(({ method, headers, body }) => ({ method, headers, body, path: '/' })),
      // `request` is emitted for each call sent, but missing in the types.
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
      // A call whose connection ends before the answer raises no event in autocannon: it is what is missing.
      errors: errors + Math.max(0, sent - answered - errors - connections),
    }),
    async stop() {
      instance.stop()
      const error = await ended.promise
      if (error) throw new Error('autocannon failed', { cause: error })
    },
  }
}
