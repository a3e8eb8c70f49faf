import { expect, test } from 'vitest'
import { strangerSchema } from '../../../scenario/attempts.ts'
import { findMeshDatapath } from '../plan/cluster-plan.ts'
import { loadMeshes } from '../mesh/all-meshes.ts'
import { armSpec, siteOfTest } from '../testing/run-site.ts'
import { workloadPlan } from '../workload/workload-plan.ts'
import { strangerObjects } from './raise-strangers.ts'

const STRANGERS = [
  { name: 'scraper', namespace: 'shop' },
  { name: 'nightly', namespace: 'batch', inMesh: true },
].map((stranger) => strangerSchema.parse(stranger))

const meshes = loadMeshes()

function podsOn(name: string) {
  const spec = armSpec(name)
  const site = { ...siteOfTest([spec]), attempts: { strangers: STRANGERS, attempts: [] } }
  const { datapath } = findMeshDatapath(meshes, name)
  const plan = workloadPlan(site, spec, datapath, { workloadImage: '', databaseImage: '', nodes: null })
  void site.cleanup.run()
  const deployments = strangerObjects(plan, STRANGERS).filter(({ kind }) => kind === 'Deployment')
  return { names: plan.names, datapath, deployments }
}

test('strangers are in namespaces of the arm, one of which no service has', () => {
  const { names, deployments } = podsOn('cilium')
  expect(deployments.map(({ metadata }) => [metadata.name, metadata.namespace])).toEqual([
    ['scraper', names.namespaces.get('shop')],
    ['nightly', names.namespaces.get('batch')],
  ])
  expect(names.namespaceOf('nightly')).toMatch(/-batch$/)
})

/** Meshes whose injection a namespace asks for, so that a pod has to say that it stays outside. */
const injecting = meshes
  .flatMap(({ datapaths }) => datapaths)
  .filter(({ workload: { namespaceLabels, namespaceAnnotations } }) =>
    [...Object.keys(namespaceLabels), ...Object.keys(namespaceAnnotations)].some(
      (key) => !key.startsWith('pod-security'),
    ),
  )
  .map(({ name }) => name)

test('there are meshes that namespaces ask for', () => {
  expect(injecting).toContain('istio-sidecar-mtls')
})

test.each(injecting)('%s leaves a pod alone that says so, and has the members of its namespaces', (name) => {
  const { datapath, deployments } = podsOn(name)
  const [outside, member] = deployments.map(
    ({ spec }) =>
      (spec as { template: { metadata: { labels: object; annotations: object } } }).template.metadata,
  )
  const { podLabels, podAnnotations, outsideLabels, outsideAnnotations } = datapath.workload
  expect({ ...outsideLabels, ...outsideAnnotations }).not.toEqual({})
  expect(outside!.labels).toMatchObject(outsideLabels)
  expect(outside!.annotations).toEqual(outsideAnnotations)
  expect(member!.labels).toMatchObject(podLabels)
  expect(member!.annotations).toEqual(podAnnotations)
})
