import { expect, test } from 'vitest'
import { SYNTHETIC_ARMS } from '../stats/testing/synthetic-arms.ts'
import { renderReport } from './render-report.ts'
import { syntheticInput } from './testing/synthetic-input.ts'

/** Six arms as they are, and each of the four that services are behind of with 1000 and with 5000 services; the last two are left out. */
const ARMS = [
  ...SYNTHETIC_ARMS,
  ...[1000, 5000]
    .flatMap((fillerServices) =>
      SYNTHETIC_ARMS.slice(2).map((arm) => ({
        ...{ ...arm, name: `${arm.name}-${fillerServices}`, datapath: arm.name, fillerServices },
      })),
    )
    .slice(0, 6),
]

test('a report of twelve arms in twelve bring-ups, with every part of a page, is small enough for mail', async () => {
  const input = syntheticInput({
    ...{ arms: ARMS, rounds: 24, roundsPerBringUp: 2, hopClock: true },
    loads: [
      { name: 'light', connection: 'keep-alive' },
      { name: 'busy', connection: 'keep-alive', pagesPerSecond: 500 },
    ],
  })
  expect(input.run.arms).toHaveLength(12)
  const files = await renderReport(input)
  const page = files.find(({ name }) => name === 'index.html')!.content
  for (const { name } of input.run.arms.filter(({ role }) => role === 'treatment'))
    expect(page).toContain(name)
  expect(Buffer.byteLength(page)).toBeLessThan(400_000)
  expect(page).not.toMatch(/adds \.|undefined|NaN/)
})
