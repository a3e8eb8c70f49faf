/**
 * Raises all arms of a bring-up at once: a pod starts in seconds in which it mostly waits for its kubelet, so eight arms that
 * start together take as long as the slowest. No arm is handed out before all are up or have failed, so none is warmed up
 * while others start.
 */
import type { Arm } from '../../../arm/arm.ts'

/**
 * Returns how to raise an arm. The first arm of a bring-up raises all of them; an arm that is replaced during a bring-up is
 * raised alone.
 */
export function raiseTogether(
  names: readonly string[],
  raiseAlone: (name: string) => Promise<Arm>,
): (name: string) => Promise<Arm> {
  const waiting = new Map<string, Promise<Arm>>()
  const up = new Set<string>()
  const raise = async (name: string): Promise<Arm> => {
    const arm = await raiseAlone(name)
    up.add(name)
    return {
      ...arm,
      down() {
        up.delete(name)
        return arm.down()
      },
    }
  }
  return async (name) => {
    const isFirst = up.size === 0 && waiting.size === 0
    if (isFirst) {
      for (const each of names) waiting.set(each, raise(each))
      await Promise.allSettled(waiting.values())
    }
    const raised = waiting.get(name)
    waiting.delete(name)
    return raised ?? raise(name)
  }
}
