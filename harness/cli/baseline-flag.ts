/** Reads the value of `--baseline`: a duration, as scenarios write them, or in hours. */
import { InvalidArgumentError } from 'commander'

const MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** @throws InvalidArgumentError for anything but a positive duration with its unit */
export function baselineFlag(written: string): { written: string; ms: number } {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(written) ?? []
  const ms = number && unit ? Number(number) * MS[unit]! : 0
  if (!(ms > 0 && Number.isFinite(ms)))
    throw new InvalidArgumentError('It must be a duration with its unit, such as 30s, 5m or 2h.')
  return { written, ms }
}
