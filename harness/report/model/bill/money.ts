/** Money for a million pages at one measured rate. Nothing here is carried over to another rate. */
import type { Prices } from '../../../prices/schema.ts'
import type { Estimate } from '../../../stats/analysis.ts'
import type { Reserved } from './resources.ts'

const PAGES = 1_000_000
const SECONDS_PER_HOUR = 3600
const BYTES_PER_GIB = 2 ** 30

/** How long a million pages take at a rate, in hours: memory and reservations are paid for that time. */
export const hoursOfAMillion = (pagesPerSecond: number): number => PAGES / pagesPerSecond / SECONDS_PER_HOUR

/** CPU (CPU-seconds for 1000 pages) and memory (bytes) that are used. The interval is that of the CPU, which is most of the money. */
export function moneyUsed(
  cpuPer1000: Estimate,
  bytes: number,
  pagesPerSecond: number,
  prices: Prices,
): Estimate {
  const ofCpu = (cpu: number): number => ((cpu * PAGES) / 1000 / SECONDS_PER_HOUR) * prices.perCoreHour.price
  const ofMemory = (bytes / BYTES_PER_GIB) * hoursOfAMillion(pagesPerSecond) * prices.perGibHour.price
  const both = (cpu: number): number => ofCpu(cpu) + ofMemory
  const { middle, interval, values } = cpuPer1000
  return {
    middle: both(middle),
    interval: interval && { ...interval, low: both(interval.low), high: both(interval.high) },
    values: values.map(both),
  }
}

/** What is reserved, used or not. */
export const moneyReserved = (
  { cores, memoryBytes }: Reserved,
  pagesPerSecond: number,
  { perCoreHour, perGibHour }: Prices,
): number =>
  (cores * perCoreHour.price + (memoryBytes / BYTES_PER_GIB) * perGibHour.price) *
  hoursOfAMillion(pagesPerSecond)
