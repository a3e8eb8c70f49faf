import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { redirectRules } from './iptables.ts'

test('the redirect rules are those of istio-iptables, in its order', () => {
  const golden = readFileSync(new URL('./testing/istio-redirect.rules', import.meta.url), 'utf8')
  expect(redirectRules()).toBe(golden)
})
