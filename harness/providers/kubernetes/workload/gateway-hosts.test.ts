/** Arms in one cluster share a central gateway, which tells them apart by the host names alone. */
import { expect, test } from 'vitest'
import { topologySchema } from '../../../scenario/schema.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import { loadMeshes } from '../mesh/all-meshes.ts'
import { armSpec, siteOfTest } from '../testing/run-site.ts'
import { isGateway } from './manifests.ts'
import { meshObjects } from './mesh-objects.ts'
import { workloadPlan } from './workload-plan.ts'

/** orders calls stock by its bare name. */
const TOPOLOGY = topologySchema.parse({
  services: { orders: { namespace: 'shop', steps: [{ call: 'stock' }] }, stock: { namespace: 'shop' } },
  page: [{ call: 'orders.shop' }],
})

const behindGateways = loadMeshes().flatMap((mesh) =>
  mesh.datapaths.filter(({ addressing }) => isGateway(addressing)).map((datapath) => ({ mesh, datapath })),
)

test('there are central gateways', () => {
  expect(behindGateways.map(({ datapath }) => datapath.name)).toEqual(['envoy-gateway', 'kong'])
})

test.each(behindGateways)(
  '$datapath.name has no host name twice among two arms, and routes what callers ask for',
  ({ mesh, datapath }) => {
    const [one, other] = ['one', 'other'].map((name) => {
      const spec = armSpec(datapath.name, { name })
      const site = { ...siteOfTest([spec]), topology: TOPOLOGY }
      const plan = workloadPlan(site, spec, datapath, { workloadImage: '', databaseImage: '', nodes: null })
      void site.cleanup.run()
      return { names: plan.names, hosts: meshObjects(mesh, plan).flatMap(hostsOf) }
    }) as [{ names: ReturnType<typeof workloadPlan>['names']; hosts: string[] }, { hosts: string[] }]
    expect(one.hosts).toHaveLength(4)
    expect(one.hosts.filter((host) => other.hosts.includes(host))).toEqual([])
    expect(one.hosts).toContain(one.names.hostOf('orders', { call: 'stock' }))
    expect(one.hosts).toContain(one.names.hostOf(CLIENT, { call: 'orders.shop' }))
  },
)

/** Host names of a route of the Gateway API, or of an Ingress. */
function hostsOf(object: object): string[] {
  const { spec } = object as { spec?: { hostnames?: string[]; rules?: { host?: string }[] } }
  return [...(spec?.hostnames ?? []), ...(spec?.rules ?? []).flatMap(({ host }) => host ?? [])]
}
