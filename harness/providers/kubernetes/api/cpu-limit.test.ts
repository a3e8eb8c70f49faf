import { expect, test } from 'vitest'
import { coresOf, describeLimits, milliCores } from './cpu-limit.ts'

test.each([
  ['60m', 60, '60m'],
  ['0.5', 500, '500m'],
  ['2', 2000, '2'],
  ['2000m', 2000, '2'],
  ['1k', 1_000_000, '1000'],
  ['1500u', 2, '2m'],
])('a limit of %s is %i thousandths of a core', (quantity, millis, words) => {
  expect(milliCores(quantity)).toBe(millis)
  expect(coresOf(millis)).toBe(words)
})

test('what is no quantity is no number', () => {
  expect(milliCores('many')).toBeNaN()
})

test('limits are said once, with the services that have them where not all do', () => {
  const app = { name: 'app', cpuLimit: 60 }
  const proxy = { name: 'istio-proxy', cpuLimit: 2000 }
  expect(describeLimits([{ service: 'client', containers: [{ name: 'app', cpuLimit: null }] }])).toBe('none')
  expect(
    describeLimits([
      { service: 'client', containers: [app] },
      { service: 'orders', containers: [app, proxy] },
    ]),
  ).toBe('app 60m, istio-proxy 2 (orders)')
})
