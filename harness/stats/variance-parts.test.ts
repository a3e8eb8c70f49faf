import { expect, test } from 'vitest'
import { measured } from '../results/measured.ts'
import { analyzed } from './testing/analyzed.ts'

test('a window that is missing does not hide the noise of the others', () => {
  const { errorRates } = analyzed({ seed: 'parts' }, ({ journal }) => {
    journal.splice(
      journal.findIndex(({ kind }) => kind === 'trial'),
      1,
    )
  })
  const [{ parts } = expect.unreachable()] = measured(errorRates[0]!.rates)!.clocks
  expect(parts.windowsPerBringUp).toBeLessThan(2)
  for (const { noiseShare } of parts.arms) expect(noiseShare).toBeGreaterThan(0)
})
