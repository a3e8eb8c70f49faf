import { afterEach, expect, test, vi } from 'vitest'
import { requireNeed } from './require-need.ts'

afterEach(() => vi.unstubAllEnvs())

test('a missing need is a reason to skip, and HOPBENCH_REQUIRE makes it a failure', async () => {
  vi.stubEnv('HOPBENCH_CHROMIUM', '/no/such/chromium')
  vi.stubEnv('HOPBENCH_REQUIRE', 'bpf')
  expect(await requireNeed('browser')).toMatch(/^Chromium: .*\/no\/such\/chromium/)
  vi.stubEnv('HOPBENCH_REQUIRE', 'linux,browser')
  await expect(requireNeed('browser')).rejects.toThrow(
    /HOPBENCH_REQUIRE names browser.*\n {2}→ install chromium/,
  )
})

test('no need is no reason', async () => {
  expect(await requireNeed()).toBeNull()
})
