import { expect, test } from 'vitest'
import { findMeshDatapath } from '../plan/cluster-plan.ts'
import { loadMeshes } from './all-meshes.ts'
import { datapathWith, needsCollector, sightOf, sightsIn } from './sights.ts'

const { datapath: sidecars } = findMeshDatapath(loadMeshes(), 'istio-sidecar')
const { datapath: cilium } = findMeshDatapath(loadMeshes(), 'cilium')

test('an arm that is asked for nothing has its datapath as it is', () => {
  expect(sightOf(sidecars, undefined)).toBeUndefined()
  expect(datapathWith(sidecars, sightOf(sidecars, undefined), 'nowhere')).toBe(sidecars)
  expect(sightOf(cilium, undefined)).toBe(cilium.seeing.connections)
})

test('a log is switched on in every namespace, and spans are sent to the pod that counts them', () => {
  const logged = datapathWith(sidecars, sightOf(sidecars, 'requests'), 'nowhere')
  expect(logged.manifests).toEqual([...sidecars.manifests, 'manifests/access-log.yaml'])
  const traced = datapathWith(sidecars, sightOf(sidecars, 'tracing'), 'collector.arm')
  const { 'proxy.istio.io/config': config, ...others } = traced.workload.podAnnotations
  expect(others).toEqual(sidecars.workload.podAnnotations)
  expect(JSON.parse(config!)).toMatchObject({ tracing: { zipkin: { address: 'collector.arm:9411' } } })
})

test('spans and scrapes need a pod of ours, and nothing else does', () => {
  const needing = [sidecars, cilium].flatMap((datapath) =>
    sightsIn(datapath).flatMap(([seen, sight]) => (needsCollector(sight) ? [seen] : [])),
  )
  expect(needing).toEqual(['metrics', 'tracing'])
})
