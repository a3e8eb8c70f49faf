/** For tests: what a user reads when something refuses, what is wrong and what to do. */
import { withAdvice } from '../errors.ts'

/** @throws where nothing is thrown */
export function refusalOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return withAdvice(error)
  }
  throw new Error('nothing was refused')
}

/** The same for what refuses later. */
export const rejectionOf = (action: Promise<unknown>): Promise<string> =>
  action.then(() => {
    throw new Error('nothing was refused')
  }, withAdvice)
