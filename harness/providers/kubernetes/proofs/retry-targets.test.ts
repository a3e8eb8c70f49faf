import { expect, test } from 'vitest'
import { loadMeshes } from '../mesh/all-meshes.ts'
import { armSpec, TOPOLOGY } from '../testing/run-site.ts'
import { armNames } from '../workload/arm-names.ts'
import { retryTargets } from './counters.ts'

const site = { topology: TOPOLOGY, names: armNames('2026-01-01T00-00-00-abcd', armSpec('direct'), TOPOLOGY) }
const retriesOf = (name: string) =>
  loadMeshes()
    .flatMap(({ datapaths }) => datapaths)
    .find((datapath) => datapath.name === name)!.retries!

test('a sidecar’s retries are read in each pod that calls', () => {
  const { read } = retriesOf('istio-sidecar')
  expect(retryTargets(read, site).map(({ pod }) => pod)).toEqual(['client', 'orders'])
})

test('a central gateway’s retries are read once, however many pods call through it', () => {
  expect(retryTargets(retriesOf('envoy-gateway').read, site)).toHaveLength(1)
})
