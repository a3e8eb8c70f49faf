/** What an API server said, or that none answered, in words that end in what to do. */
import { ApiException } from '@kubernetes/client-node'
import { BenchError, messageOf } from '../../../errors.ts'
import { NoAnswer } from './no-answer.ts'

/** Does one thing at the API server; `what` completes "could not …". @throws BenchError with the server's own words. */
export async function atApi<T>(what: string, action: Promise<T>): Promise<T> {
  try {
    return await action
  } catch (error) {
    // Credentials that are not to be had are told of by whoever asked for them.
    if (error instanceof BenchError) throw error
    throw new BenchError(`could not ${what}: ${describeError(error)}`, adviceFor(error), undefined, {
      cause: error,
    })
  }
}

/** Status of an answer that was an error; null where nobody answered. */
export const statusOf = (error: unknown): number | null =>
  error instanceof ApiException
    ? error.code
    : error instanceof BenchError
      ? statusOf(error.cause ?? null)
      : null

const MOST_BODY_CHARACTERS = 600

function describeError(error: unknown): string {
  if (error instanceof NoAnswer) return error.message
  if (!(error instanceof ApiException)) return describeConnectionError(error)
  const body: unknown = error.body
  const message =
    typeof body === 'string'
      ? (messageIn(body) ?? body)
      : ((body as { message?: string } | null)?.message ?? titleOf(error))
  return `${error.code} ${message.slice(0, MOST_BODY_CHARACTERS)}`
}

function messageIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { message?: string }).message
  } catch {
    return undefined
  }
}

/** Of an answer that is known by its status alone, such as 401, the library keeps no body: "Message: Unauthorized". */
const titleOf = ({ message }: ApiException<unknown>): string =>
  /^Message: (.*)$/m.exec(message)?.[1] ?? 'without a reason'

/** undici says "fetch failed" and keeps the reason for itself; a WebSocket that fails gives an event. */
function describeConnectionError(error: unknown): string {
  const { cause, message } = (error ?? {}) as { cause?: unknown; message?: string }
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  if (inner) return `${message ?? ''} (${(inner as { code?: string }).code ?? messageOf(inner)})`.trim()
  return message ?? messageOf(error)
}

function adviceFor(error: unknown): string {
  switch (statusOf(error)) {
    case 401:
      return 'the credentials of this context are refused or have expired: renew them and run again'
    case 403:
      return 'the user of this context lacks a right: the message above names it'
    case 404:
      return 'it is not there: was it removed meanwhile, or is a custom resource definition missing?'
    case 409:
      return 'somebody else made or changed it: look at it, and remove it if it is nobody’s'
    case null:
      if (error instanceof NoAnswer) return error.advice
      return 'is the API server up, and is it the right one? `kind get clusters` and the kubeconfig file tell'
    default:
      return 'the message above is the API server’s own'
  }
}
