/** Fields that several parts of a scenario's schema have: names and durations. */
import { z } from 'zod'

/** A Kubernetes name (RFC 1123 label). It is short enough to be part of a host name and of the name of a kernel object. */
export const name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes, at most 32')

/** Longest duration, 60 minutes: longer than anybody waits, and short enough that its milliseconds are whole numbers. */
const LONGEST_MS = 3_600_000

const MUST_BE_DURATION = 'must be a duration with its unit, such as 5s or 500ms'

/** A duration with its unit: "5s", "500ms", "2m". Parsed to milliseconds. */
export const durationMs = (leastMs: number, mostMs = LONGEST_MS) =>
  z
    .string(MUST_BE_DURATION)
    .regex(/^\d+(\.\d+)?(ms|s|m)$/, MUST_BE_DURATION)
    .transform((text) => {
      const unit = /[a-z]+$/.exec(text)?.[0]
      return Number.parseFloat(text) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000)
    })
    .refine((ms) => ms >= leastMs && ms <= mostMs, `must be from ${leastMs}ms to ${mostMs / 60_000}m`)
