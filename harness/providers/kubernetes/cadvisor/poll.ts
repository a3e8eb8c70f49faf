/** Asks every node's cAdvisor again and again while a window lasts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../../errors.ts'
import { parseSamples } from './parse-samples.ts'
import type { Poll } from './updates.ts'

export interface CadvisorSource {
  nodes: string[]
  /** The text at /api/v1/nodes/<node>/proxy/metrics/cadvisor. */
  readText: (node: string) => Promise<string>
}

/** Half the shortest time between two updates: each is seen, also when an answer takes seconds. */
const POLL_EVERY_MS = 5000
/** The load goes on for 2 s past a window's end; a later answer may hold time without load. */
const LAST_ANSWER_MS = 1500
/** An API server's refusal brings its headers along. */
const MOST_FAILURE_CHARACTERS = 200

export interface Polling {
  /** Makes no further request. */
  cancel(): void
  /** Asks each node once more; returns all answers, and in words what went wrong. */
  finish(): Promise<{ polls: Poll[]; failures: string[] }>
}

/**
 * The first request is made after `firstAfterMs`. Never throws: a request that fails leaves out one answer. Keeps the
 * process from nothing.
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
  // A node that is slow to answer is asked again only when it has answered.
  const askUnlessAsked = () => {
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  let timer = setTimeout(() => {
    void askUnlessAsked()
    timer = setInterval(() => void askUnlessAsked(), POLL_EVERY_MS).unref()
  }, firstAfterMs).unref()
  const cancel = () => clearTimeout(timer)
  return {
    polls,
    cancel,
    failures: () =>
      failed === 0 ? [] : [`${failed} requests to the node ${node} failed, the last one: ${lastFailure}`],
    async finish() {
      cancel()
      await Promise.race([askUnlessAsked(), sleep(LAST_ANSWER_MS)])
      finished = true
    },
  }
}
