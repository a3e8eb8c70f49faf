/** The arms of one kind cluster: while one arm is measured, the pods of the others are frozen. */
import { freeze, thaw } from '../../shared/freezer.ts'
import type { ArmAccount } from '../cluster.ts'

export interface RestingArms {
  /** @param directories control groups of the arm's containers on this machine */
  join(directories: string[]): Pick<ArmAccount, 'beginTurn' | 'endTurn' | 'leave'>
}

export function createRestingArms(): RestingArms {
  const arms = new Set<string[]>()
  const wake = (directories: string[]) => Promise.all(directories.map(thaw))
  return {
    join(directories) {
      arms.add(directories)
      const others = () => [...arms].filter((arm) => arm !== directories)
      return {
        async beginTurn() {
          await wake(directories)
          await Promise.all(others().flat().map(freeze))
        },
        async endTurn() {
          await Promise.all(others().map(wake))
        },
        async leave() {
          arms.delete(directories)
          // The control groups of removed pods no longer exist.
          await wake(directories).catch(() => undefined)
        },
      }
    },
  }
}
