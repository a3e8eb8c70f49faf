/** Turns a failed request to an API server into an error with the server's message and advice. */
import { ApiException } from '@kubernetes/client-node'
import { BenchError, messageOf } from '../../../errors.ts'
import { NoAnswer } from './no-answer.ts'

/** Awaits one request to the API server. @param what completes "could not …" @throws BenchError with the server's message */
export async function atApi<T>(what: string, action: Promise<T>): Promise<T> {
  try {
    return await action
  } catch (error) {
    // The code that gets credentials has already described its failure.
    if (error instanceof BenchError) throw error
    throw new BenchError(`could not ${what}: ${describeError(error)}`, adviceFor(error), undefined, {
      cause: error,
    })
  }
}

/** The HTTP status of an error answer; null where no server answered. */
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

/** For some statuses, such as 401, the library keeps no body. Its own message then contains "Message: Unauthorized". */
const titleOf = ({ message }: ApiException<unknown>): string =>
  /^Message: (.*)$/m.exec(message)?.[1] ?? 'without a reason'

/** undici says "fetch failed" and hides the reason in `cause`; a failed WebSocket gives an event instead of an error. */
function describeConnectionError(error: unknown): string {
  const { cause, message } = (error ?? {}) as { cause?: unknown; message?: string }
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  if (inner) return `${message ?? ''} (${(inner as { code?: string }).code ?? messageOf(inner)})`.trim()
  return message ?? messageOf(error)
}

function adviceFor(error: unknown): string {
  switch (statusOf(error)) {
    case 401:
      return 'the credentials of this context were refused or have expired: renew them and run again'
    case 403:
      return 'the user of this context lacks the right that the message above names'
    case 404:
      return 'the object does not exist: was it removed meanwhile, or is a custom resource definition missing?'
    case 409:
      return 'something else made or changed this object: look at it, and remove it if nobody needs it'
    case null:
      if (error instanceof NoAnswer) return error.advice
      return 'is the API server up, and is it the right one? check `kind get clusters` and the kubeconfig file'
    default:
      return 'the message above comes from the API server'
  }
}
