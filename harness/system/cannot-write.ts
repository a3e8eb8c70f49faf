/** The error where something cannot be written that the user asked for. */
import { BenchError, messageOf, UsageError } from '../errors.ts'
import { adviceOn, isLimit } from './refusals.ts'

/**
 * A full disk is no mistake of the user: it ends as every other limit of the machine does.
 * @param what "the report cannot be written to /srv/reports"
 * @param advice what to do where the place is the reason
 */
export function cannotWrite(what: string, error: unknown, advice: string): BenchError {
  const { code } = error as NodeJS.ErrnoException
  const told = `${what}: ${messageOf(error)}`
  return isLimit(code) ? new BenchError(told, adviceOn(code)!) : new UsageError(told, advice)
}
