import { expect, test } from 'vitest'
import { spinUs } from './busy.ts'

test('a spin lasts at least as long as it is told, and says for how long it lasted', () => {
  const began = performance.now()
  const toldUs = [20, 200, 2000].map(spinUs)
  const tookUs = (performance.now() - began) * 1000
  expect(toldUs[0]).toBeGreaterThanOrEqual(20)
  expect(toldUs[2]).toBeGreaterThanOrEqual(2000)
  expect(toldUs.reduce((sum, us) => sum + us, 0)).toBeLessThanOrEqual(tookUs)
})
