/** How the calls of a result of fortio ended: by code, and how many of them failed. */
import type { FortioResult } from './fortio-shape.ts'
import type { Imported } from './imported.ts'

type Codes = Imported['codes']

/** What fortio takes for a success: HTTP's 2xx and 418 (its codeIsOK), and the words that it writes for gRPC, TCP and UDP. */
const isGood = ({ code }: Codes[number]): boolean => /^(2\d\d|418|OK|SERVING)$/i.test(code)

/** Calls of all these codes. */
export const sumOf = (codes: Codes): number => codes.reduce((sum, { calls }) => sum + calls, 0)

/** Calls that failed, by their codes. */
export const failedOf = (codes: Codes): number => sumOf(codes.filter((code) => !isGood(code)))

/** The code that fortio counts twice for each failed call of `-grpc-method` (`Run` in its fgrpc/grpcrunner.go). */
const COUNTED_TWICE = 'ERROR'

/** Calls by code, each call once; empty for a file without codes. */
export function codesOf({ RetCodes, DurationHistogram }: FortioResult): Codes {
  const codes = Object.entries(RetCodes ?? {}).map(([code, calls]) => ({ code, calls }))
  const tooMany = sumOf(codes) - DurationHistogram.Count
  return codes.map((one) =>
    one.code === COUNTED_TWICE && one.calls === 2 * tooMany ? { ...one, calls: tooMany } : one,
  )
}
