/** Facts of the shipped topologies, counted by hand. */
import { expect, test } from 'vitest'
import { findScenario } from './find-scenario.ts'
import { loadScenario } from './load-scenario.ts'
import { describeScenario } from './describe-scenario.ts'
import { callsPerPage, edgesOf, edgesToPodAddresses, hopsPerPage } from './topology.ts'

const here = ['kube-proxy-iptables', 'sidecar', 'sidecar-mtls', 'ebpf', 'gateway'].map((name) => ({ name }))
const shipped = (name: string) => loadScenario(findScenario(name), { provider: 'netns', here, elsewhere: [] })

test.each([
  ['chain-1', 1, 1],
  ['chain-3', 3, 3],
  ['chain-5', 5, 5],
  // 2 hops for session, then 3 for the longest of three chains, then 3 for reviews; 5 + 5 + 4 calls.
  ['page', 8, 14],
  // client, accounts, then catalog → prices → currencies; the scenario's file counts the calls.
  ['shop', 5, 11],
  // client; stock with prices inside, twice; prices. stock is called twice a page, and calls prices each time.
  ['bypass', 6, 6],
])('%s has %d hops on its longest path and %d calls a page', (name, hops, calls) => {
  expect(hopsPerPage(shipped(name).topology)).toBe(hops)
  expect(callsPerPage(shipped(name).topology)).toBe(calls)
})

test('a service called by two callers gets the requests of both', () => {
  expect(edgesOf(shipped('page').topology)).toContainEqual({ from: 'products', to: 'store', callsPerPage: 2 })
})

test('calls to the address of a pod are told apart from all calls of their edge, and recorded', () => {
  const scenario = shipped('bypass')
  const skipping = [
    { from: 'orders', to: 'stock', callsPerPage: 1 },
    { from: 'orders', to: 'prices', callsPerPage: 1 },
  ]
  expect(edgesToPodAddresses(scenario.topology)).toEqual(skipping)
  expect(edgesOf(scenario.topology)).toContainEqual({ from: 'orders', to: 'stock', callsPerPage: 2 })
  expect(describeScenario(scenario).toPodAddresses).toEqual(skipping)
  expect(describeScenario(shipped('chain-3'))).not.toHaveProperty('toPodAddresses')
})

test('a description groups the calls of a page that are sent at once', () => {
  const { page, services, clientPlacement } = describeScenario(shipped('page'))
  expect(clientPlacement).toBe('beside')
  expect(page).toEqual([['session'], ['catalog', 'cart', 'offers'], ['reviews']])
  expect(services['products']).toEqual({ namespace: 'data', calls: ['store'], cpuUs: 0, responseBytes: 4096 })
})
