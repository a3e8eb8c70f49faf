/** Errors a user is meant to read. Each says what is wrong and ends in what to do. */

/** Exit codes; CI must tell "it failed" from "it could not tell". */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  inconclusive: 11,
  unavailable: 12,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Printed without a stack; anything else that reaches main is a bug of hopbench. */
export class BenchError extends Error {
  /** What is wrong; the message of the error is this alone. Records keep it. */
  readonly what: string
  /** What to do about it, for whoever reads it on a screen. */
  readonly advice: string
  readonly exitCode: ExitCode
  constructor(what: string, advice: string, exitCode: ExitCode = EXIT.internal, options?: ErrorOptions) {
    super(what, options)
    this.name = 'BenchError'
    this.what = what
    this.advice = advice
    this.exitCode = exitCode
  }
}

/** Wrong input by the user: a flag, a scenario, a result file. Nothing has been started. */
export class UsageError extends BenchError {
  constructor(what: string, advice: string) {
    super(what, advice, EXIT.usage)
    this.name = 'UsageError'
  }
}

/** This machine cannot do what was asked. */
export class UnavailableError extends BenchError {
  constructor(what: string, advice: string) {
    super(what, advice, EXIT.unavailable)
    this.name = 'UnavailableError'
  }
}

/** What is wrong, of whatever was thrown, without what to do about it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What is wrong and what to do about it, as a screen shows it. */
export function withAdvice(error: unknown): string {
  return error instanceof BenchError ? `${error.what}\n  → ${error.advice}` : messageOf(error)
}

/** What is wrong and what to do about it, apart, as a record keeps them. */
export function problemOf(error: unknown): { what: string; advice: string | null } {
  return { what: messageOf(error), advice: error instanceof BenchError ? error.advice : null }
}
