/** Normal pages at a steady pace: what is usual before attempts are made, and goes on meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofSite } from './prove-arm.ts'

/** From one page to the next. At this pace a page costs the arm little, and two seconds are enough to learn from. */
export const PACE_MS = 100
/** Pages of the window from which the normal is learned. */
export const NORMAL_PAGES = 20

type SendPages = ProofSite['sendPages']

/** Sends so many pages; returns how many were answered. @throws what the client throws */
export async function sendAtPace(sendPages: SendPages, pages: number): Promise<number> {
  let sent = 0
  return await sendUntil(sendPages, () => ++sent > pages)
}

/**
 * Sends pages at the pace for as long as something else goes on.
 * @throws what the client or `meanwhile` throws
 */
export async function whilePagesGoOn<Result>(
  sendPages: SendPages,
  meanwhile: () => Promise<Result>,
): Promise<{ result: Result; pages: number }> {
  let isOver = false
  const [result, pages] = await Promise.all([
    meanwhile().finally(() => (isOver = true)),
    sendUntil(sendPages, () => isOver),
  ])
  return { result, pages }
}

/** A page that takes longer than the pace delays the next, and none is made up for. */
async function sendUntil(sendPages: SendPages, isOver: () => boolean): Promise<number> {
  let answered = 0
  while (!isOver()) {
    const next = sleep(PACE_MS)
    answered += (await sendPages(1)).completed
    await next
  }
  return answered
}
