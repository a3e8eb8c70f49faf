/** Waits for what must become visible, by what proxies themselves counted. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Arriving<There extends object> {
  /** Requests that the proxies took so far, in and out. */
  taken: () => Promise<number>
  /** What has arrived where somebody reads it. */
  read: () => Promise<There>
  countOf: (there: There) => number
  /** What has not arrived within this time is lost. */
  mostMs: number
  /** How often to look. */
  lookMs: number
}

/**
 * Waits until as much has arrived as the proxies took, and they take no more: a load that ends leaves requests behind. Returns what is
 * there, with how many requests were taken.
 */
export async function arrived<There extends object>({
  taken,
  read,
  countOf,
  mostMs,
  lookMs,
}: Arriving<There>): Promise<There & { taken: number }> {
  let takenBefore: number | null = null
  for (const began = performance.now(); ;) {
    const takenNow = await taken()
    const there = await read()
    const isComplete = takenNow === takenBefore && countOf(there) >= takenNow
    if (isComplete || performance.now() - began >= mostMs) return { ...there, taken: takenNow }
    takenBefore = takenNow
    await sleep(lookMs)
  }
}
