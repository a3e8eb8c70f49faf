/** Errors that a user reads. Each says what is wrong and what to do. */
import { systemRefusal } from './words/system-refusal.ts'

/** Exit codes. CI must distinguish a run that failed from a run that was inconclusive. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  regression: 10,
  inconclusive: 11,
  unavailable: 12,
  missed: 13,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** An error that is printed without a stack. Any other error that reaches main is a bug of hopbench. */
export class BenchError extends Error {
  /** What is wrong: the message of the error, without the advice. Records keep both separately. */
  readonly what: string
  /** What the user can do about it. */
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

/** The user's input is wrong: a flag, a scenario, a result file. Nothing has been started. */
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

/** What is wrong, without the advice; in plain words where the system refused a file. Takes any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? (systemRefusal(error) ?? error.message) : String(error)
}

/** What is wrong and the advice, as shown on a screen. */
export function withAdvice(error: unknown): string {
  return error instanceof BenchError ? `${error.what}\n  → ${error.advice}` : messageOf(error)
}

/** What is wrong and the advice as separate fields, as a record keeps them. */
export function problemOf(error: unknown): { what: string; advice: string | null } {
  return { what: messageOf(error), advice: error instanceof BenchError ? error.advice : null }
}

/** The exit code of a program that ends with this error. */
export const exitCodeOf = (error: unknown): ExitCode =>
  error instanceof BenchError ? error.exitCode : EXIT.internal
