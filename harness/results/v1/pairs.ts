/** Which arms version 1 held against which: its reports decided that anew each time, by this rule. */
import type { ArmRecord } from './record.ts'
import type { PlannedComparison } from '../record.ts'

const RIVALS: readonly { datapath: string; against: string }[] = [
  { datapath: 'sidecar', against: 'ebpf' },
  { datapath: 'sidecar-mtls', against: 'ebpf' },
]

const emulatedAs = ({ modelledBy, datapath }: ArmRecord): string => modelledBy ?? datapath

const sameOptions = (a: ArmRecord, b: ArmRecord): boolean =>
  a.fillerServices === b.fillerServices && a.flowEvents === b.flowEvents

export function pairsOf(arms: readonly ArmRecord[]): PlannedComparison[] {
  const treatments = arms.filter((arm) => arm.role === 'treatment')
  const pairs: PlannedComparison[] = []
  const add = (arm: ArmRecord, against: ArmRecord, why: PlannedComparison['why']) =>
    pairs.push({ arm: arm.name, against: against.name, why })
  for (const arm of treatments) {
    const against = arms.find(({ name }) => name === arm.against)
    if (against) add(arm, against, 'cost')
  }
  for (const { datapath, against } of RIVALS) {
    const left = treatments.filter((arm) => emulatedAs(arm) === datapath)
    const right = treatments.filter((arm) => emulatedAs(arm) === against)
    const onlyOneEach = left.length === 1 && right.length === 1
    for (const arm of left)
      for (const other of right) if (onlyOneEach || sameOptions(arm, other)) add(arm, other, 'rival')
  }
  for (const arm of treatments) {
    const fewest = treatments
      .filter((other) => other.datapath === arm.datapath && other.flowEvents === arm.flowEvents)
      .reduce((least, other) => (other.fillerServices < least.fillerServices ? other : least), arm)
    if (fewest.fillerServices < arm.fillerServices) add(arm, fewest, 'services')
    const silent = treatments.find(
      (other) =>
        other.datapath === arm.datapath && other.fillerServices === arm.fillerServices && !other.flowEvents,
    )
    if (arm.flowEvents && silent) add(arm, silent, 'flows')
  }
  return pairs
}
