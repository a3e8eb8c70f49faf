import { expect, test } from 'vitest'
import type { RunRecord } from '../results/record.ts'
import { isNotMeasured } from '../results/measured.ts'
import { beforeAfter } from './before-after.ts'
import type { Measurement, Measurements } from './measurements.ts'

const arms = [
  { name: 'direct', role: 'baseline' },
  { name: 'mesh', role: 'treatment' },
] as RunRecord['arms']
const cut = (session: number) => ({ session }) as NonNullable<RunRecord['resumed']>[number]

/** One window with this p50 in each bring-up; the session in which each was measured. */
const windows = (p50s: number[], sessions: number[]): Measurement[] =>
  p50s.map((p50, bringUp) => {
    const session = sessions[bringUp]!
    const latency = { serviceUs: { p50 } }
    const trial = { bringUp, round: bringUp, latency, ...(session > 0 && { session }) }
    return {
      trial: trial as unknown as Measurement['trial'],
      pagesUs: () => Float64Array.of(p50),
      hops: { notMeasured: 'no clock' },
    }
  })

const measured = (direct: number[], mesh: number[], sessions: number[]): Measurements =>
  new Map([
    ['direct', windows(direct, sessions)],
    ['mesh', windows(mesh, sessions)],
  ])

function compared(direct: number[], mesh: number[], sessions: number[], cuts: number) {
  const resumed = Array.from({ length: cuts }, (_, index) => cut(index + 1))
  const found = beforeAfter({ resumed, arms }, measured(direct, mesh, sessions))
  if (isNotMeasured(found)) throw new Error(found.notMeasured)
  return found
}

test('a machine that became slower as a whole shows in the level of the baseline, and in no cost', () => {
  const { arms: found } = compared(
    [100, 102, 98, 130, 132, 128],
    [150, 153, 147, 181, 182, 177],
    [0, 0, 0, 1, 1, 1],
    1,
  )
  expect(found).toMatchObject([
    { arm: 'direct', of: 'level', before: 100, after: 130, isWithinNoise: false },
    { arm: 'mesh', of: 'cost', before: 50, after: 50, isWithinNoise: true },
  ])
})

test('of several cuts the one that divides the run best is taken; a bring-up with rounds of both sides is on neither', () => {
  const all = measured([1, 2, 1, 2, 1, 2], [3, 4, 3, 4, 3, 4], [0, 1, 1, 2, 3, 3])
  const mixed = { ...all.get('direct')![3]!.trial, round: 7, session: 1 } as Measurement['trial']
  const direct = [...all.get('direct')!, { ...all.get('direct')![3]!, trial: mixed }]
  const resumed = [cut(1), cut(2), cut(3)]
  expect(beforeAfter({ resumed, arms }, new Map([...all, ['direct', direct]]))).toMatchObject({
    session: 3,
    bringUpsBefore: 4,
    bringUpsAfter: 2,
  })
})

test('with one bring-up on a side nothing is compared', () => {
  const all = measured([1, 2, 1], [3, 4, 3], [0, 1, 1])
  expect(beforeAfter({ resumed: [cut(1)], arms }, all)).toEqual({
    notMeasured: 'it takes 2 bring-ups on each side of a cut',
  })
})
