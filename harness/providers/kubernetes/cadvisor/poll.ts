/** Polls the cAdvisor of every node during a window. */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../../errors.ts'
import { parseSamples } from './parse-samples.ts'
import type { Poll } from './updates.ts'

export interface CadvisorSource {
  nodes: string[]
  /** The text at /api/v1/nodes/<node>/proxy/metrics/cadvisor. */
  readText: (node: string) => Promise<string>
}

/** Half the shortest time between two updates, so that no update is missed even when an answer takes seconds. */
const POLL_EVERY_MS = 5000
/** The load continues for 2 s after the end of a window. A later answer could contain time without load. */
const LAST_ANSWER_MS = 1500
/** The message of an API server's refusal includes all headers, so it is cut. */
const MOST_FAILURE_CHARACTERS = 200

export interface Polling {
  /** Makes no further request. */
  cancel(): void
  /** Polls each node once more. Returns all answers, and a text for each node with failed requests. */
  finish(): Promise<{ polls: Poll[]; failures: string[] }>
}

/**
 * Sends the first request after `firstAfterMs`. Never throws: a failed request only means one answer less. Its timers do not
 * keep the process alive.
 */
export function startPolling(source: CadvisorSource, firstAfterMs: number): Polling {
  const pollers = source.nodes.map((node) => pollNode(node, source, firstAfterMs))
  return {
    cancel: () => pollers.forEach((poller) => poller.cancel()),
    async finish() {
      await Promise.all(pollers.map((poller) => poller.finish()))
      return {
        polls: pollers.flatMap(({ polls }) => polls),
        failures: pollers.flatMap(({ failures }) => failures()),
      }
    },
  }
}

function pollNode(node: string, source: CadvisorSource, firstAfterMs: number) {
  const polls: Poll[] = []
  let failed = 0
  let lastFailure = ''
  let finished = false
  let underWay: Promise<void> | undefined

  const ask = async () => {
    try {
      const text = await source.readText(node)
      const samples = parseSamples(text).filter(({ metric }) => !metric.startsWith('container_memory'))
      if (!finished) polls.push({ node, answeredMs: Date.now(), samples })
    } catch (error) {
      failed++
      lastFailure = messageOf(error).slice(0, MOST_FAILURE_CHARACTERS)
    }
  }
  // A slow node gets the next request only after it has answered the last one.
  const askUnlessUnderWay = () => {
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  let timer = setTimeout(() => {
    void askUnlessUnderWay()
    timer = setInterval(() => void askUnlessUnderWay(), POLL_EVERY_MS).unref()
  }, firstAfterMs).unref()
  const cancel = () => clearTimeout(timer)
  return {
    polls,
    cancel,
    failures: () =>
      failed === 0 ? [] : [`${failed} requests to the node ${node} failed, the last one: ${lastFailure}`],
    async finish() {
      cancel()
      await Promise.race([askUnlessUnderWay(), sleep(LAST_ANSWER_MS)])
      finished = true
    },
  }
}
