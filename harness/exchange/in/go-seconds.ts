/** Reads durations as programs in Go write them: "15m0s", "1h0m10.5s", "300ms". */

const PARTS = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g
const SECONDS_IN: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 }

/** Seconds; null for a text that is no duration, such as fortio's "until stop" and "exactly 1000 calls". */
export function goSeconds(text: string): number | null {
  if (text.replace(PARTS, '') !== '' || text === '') return null
  return [...text.matchAll(PARTS)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * SECONDS_IN[unit!]!,
    0,
  )
}
