/** Which arms are held against which: decided by the plan of a run alone, never by its outcome. */
import type { ArmRecord } from '../results/record.ts'

export interface ArmPair {
  arm: string
  baseline: string
}

/** Datapaths whose difference is the user's question, beside each one's cost over `direct` (design 7). */
const RIVALS: readonly { datapath: string; against: string }[] = [
  { datapath: 'sidecar', against: 'ebpf' },
  { datapath: 'sidecar-mtls', against: 'ebpf' },
]

/** A product asks the same question as the datapath that emulates it. */
const emulatedAs = ({ modelledBy, datapath }: ArmRecord): string => modelledBy ?? datapath

function sameOptions(a: ArmRecord, b: ArmRecord): boolean {
  return a.fillerServices === b.fillerServices && a.flowEvents === b.flowEvents
}

/**
 * The family of a run: every treatment − the arm it is held against (the baseline, or the direct chain in a mesh's own
 * cluster); sidecars − ebpf, or what they emulate (with several arms of a datapath, those of equal options); within a
 * datapath, more filler services − fewest, and flow events on − off. Twins are in none: they are the noise that the others
 * are held against.
 */
export function armPairs(arms: readonly ArmRecord[]): ArmPair[] {
  const treatments = arms.filter((arm) => arm.role === 'treatment')
  const pairs: [ArmRecord, ArmRecord][] = []
  for (const arm of treatments) {
    const against = arms.find(({ name }) => name === arm.against)
    if (against) pairs.push([arm, against])
  }

  for (const { datapath, against } of RIVALS) {
    const left = treatments.filter((arm) => emulatedAs(arm) === datapath)
    const right = treatments.filter((arm) => emulatedAs(arm) === against)
    const onlyOneEach = left.length === 1 && right.length === 1
    for (const arm of left)
      for (const other of right) if (onlyOneEach || sameOptions(arm, other)) pairs.push([arm, other])
  }

  for (const arm of treatments) {
    const fewest = treatments
      .filter((other) => other.datapath === arm.datapath && other.flowEvents === arm.flowEvents)
      .reduce((least, other) => (other.fillerServices < least.fillerServices ? other : least), arm)
    if (fewest.fillerServices < arm.fillerServices) pairs.push([arm, fewest])
    const silent = treatments.find(
      (other) =>
        other.datapath === arm.datapath && other.fillerServices === arm.fillerServices && !other.flowEvents,
    )
    if (arm.flowEvents && silent) pairs.push([arm, silent])
  }
  return pairs.map(([arm, other]) => ({ arm: arm.name, baseline: other.name }))
}
