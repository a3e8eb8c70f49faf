/** For tests: the message of an error as a user reads it, with the advice. */
import { withAdvice } from '../errors.ts'

/** The message of the error that `act` throws. @throws when `act` throws nothing */
export function refusalOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return withAdvice(error)
  }
  throw new Error('nothing was refused')
}

/** The message of the error with which a promise is rejected. */
export const rejectionOf = (action: Promise<unknown>): Promise<string> =>
  action.then(() => {
    throw new Error('nothing was refused')
  }, withAdvice)
