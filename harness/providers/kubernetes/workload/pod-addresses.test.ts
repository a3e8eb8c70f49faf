/** Calls to the address of a pod, whose configuration is made before the pod has one. */
import { expect, test } from 'vitest'
import { topologySchema } from '../../../scenario/schema.ts'
import type { ServiceConfig } from '../../../workload/config.ts'
import { findMeshDatapath } from '../plan/cluster-plan.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { armSpec, siteOfTest } from '../testing/run-site.ts'
import { workloadObjects } from './manifests.ts'
import { workloadPlan } from './workload-plan.ts'

const TOPOLOGY = topologySchema.parse({
  services: {
    orders: { namespace: 'shop', steps: [{ call: 'stock' }, { call: 'stock', to: 'pod-address' }] },
    stock: { namespace: 'shop' },
  },
  page: [{ call: 'orders.shop' }],
})

test.each(['kube-proxy-iptables', 'direct', 'envoy-gateway'])(
  'on %s they go to a headless name without a port, which only services that are called so have',
  (name) => {
    const spec = armSpec(name)
    const site = { ...siteOfTest([spec]), topology: TOPOLOGY }
    const { datapath } = findMeshDatapath(meshes, name)
    const plan = workloadPlan(site, spec, datapath, { workloadImage: '', databaseImage: '', nodes: null })
    void site.cleanup.run()
    const objects = workloadObjects(plan)
    const ofPods = objects.filter(
      ({ kind, metadata }) => kind === 'Service' && metadata.name.endsWith('-pod'),
    )
    expect(ofPods.map(({ metadata: { name: called }, spec: made }) => ({ called, made }))).toEqual([
      { called: 'stock-pod', made: { clusterIP: 'None', selector: { ...plan.names.labels, app: 'stock' } } },
    ])
    const { data } = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'orders',
    ) as unknown as { data: Record<string, string> }
    const { steps } = JSON.parse(data['service.json']!) as ServiceConfig
    expect(steps[1]).toMatchObject({ host: `stock-pod.${plan.names.namespaceOf('stock')}`, port: 8080 })
    expect('host' in steps[0]! && steps[0].host).not.toContain('-pod')
  },
)
