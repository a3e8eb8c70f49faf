/** Errors a user is meant to read. Each says what is wrong and ends in what to do. */

/** Exit codes (design 16); CI must tell "slower" from "could not tell". */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  regression: 10,
  inconclusive: 11,
  unavailable: 12,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Printed without a stack; anything else that reaches main is a bug of hopbench. */
export class BenchError extends Error {
  readonly exitCode: ExitCode
  constructor(message: string, advice: string, exitCode: ExitCode = EXIT.internal, options?: ErrorOptions) {
    super(`${message}\n  → ${advice}`, options)
    this.name = 'BenchError'
    this.exitCode = exitCode
  }
}

/** Wrong input by the user: a flag, a scenario, a result file. Nothing has been started. */
export class UsageError extends BenchError {
  constructor(message: string, advice: string) {
    super(message, advice, EXIT.usage)
    this.name = 'UsageError'
  }
}

/** This machine cannot do what was asked. */
export class UnavailableError extends BenchError {
  constructor(message: string, advice: string) {
    super(message, advice, EXIT.unavailable)
    this.name = 'UnavailableError'
  }
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
