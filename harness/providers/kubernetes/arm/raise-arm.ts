/** Raises one arm in a cluster (namespaces, pods, objects of the mesh, load client), and removes its pods again. */
import type { Arm } from '../../../arm/arm.ts'
import { BenchError } from '../../../errors.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { databasesOf } from '../../../scenario/queries.ts'
import { CLIENT } from '../../../scenario/topology.ts'
import { createCleanup } from '../../../system/cleanup.ts'
import { waitFor } from '../../../system/wait.ts'
import { observePages } from '../../../arm/observe-pages.ts'
import { proveArm, type ProofSite } from '../../../arm/prove-arm.ts'
import type { RunSite } from '../../provider.ts'
import { attemptsOfArm } from '../attempts/attempts-of-arm.ts'
import type { Cluster } from '../cluster.ts'
import { describeArm } from './describe-arm.ts'
import { flowSourceOf } from '../flows/flow-source.ts'
import { reservationsOf } from './reservations.ts'
import { sightOf } from '../mesh/sights.ts'
import type { SeeingMeans } from '../seeing/means.ts'
import { meansOf } from '../seeing/means-of.ts'
import { policiesOfArm } from '../policies/policies-of-arm.ts'
import type { LoadedMesh } from '../mesh/load-mesh.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { clientInPod } from '../workload/client-in-pod.ts'
import { databaseInPod } from '../workload/database-in-pod.ts'
import { servicePortOf } from '../workload/manifests.ts'
import { raisePods } from '../workload/raise-pods.ts'
import { removeWorkload } from '../workload/remove-workload.ts'
import { serviceInPod } from '../workload/service-in-pod.ts'
import { assertSamePods, type WorkloadPod } from '../workload/workload-pods.ts'
import { workloadPlan } from '../workload/workload-plan.ts'
import { counterClaims, readCounters, readRetries } from '../proofs/counters.ts'
import { prove, proveContainers } from '../proofs/prove.ts'

/**
 * A proxy may learn of its upstreams some seconds after it is ready. When an API server was away, its watchers (CoreDNS,
 * kube-proxy) ask again after client-go's backoff, which grows to 30 s, with jitter of up to another 30 s.
 */
const ANSWERED_WITHIN_MS = 90_000

export interface PlannedArm {
  cluster: Cluster
  mesh: LoadedMesh
  datapath: MeshDatapath
  spec: ArmSpec
}

/** Raises an arm. When a step fails, everything made so far is removed again. */
export async function raiseArm(site: RunSite, planned: PlannedArm): Promise<Arm> {
  const { cluster, mesh, datapath, spec } = planned
  const { api } = cluster
  const cleanup = createCleanup()
  const plan = workloadPlan(site, spec, datapath, cluster)
  const { names } = plan
  await cluster.wake()
  let pods: WorkloadPod[] = []
  cleanup.defer(`pods of ${spec.name}`, () => removeWorkload(cluster, names))
  try {
    pods = await raisePods(site, api, mesh, plan, spec)
    const readyAtMs = performance.now()
    const service = (name: string) => pods.find((pod) => pod.service === name)!
    const forget = await cluster.registerClock(spec.name, pods)
    cleanup.defer(`${spec.name} in the hop clock`, forget)
    const client = await clientInPod(cluster, names, service(CLIENT))
    cleanup.defer(`load client of ${spec.name}`, () => {
      client.close()
      return undefined
    })
    const services = await Promise.all(
      Object.keys(site.topology.services).map((name) => serviceInPod(api, service(name))),
    )
    const databases = await Promise.all(
      databasesOf(site.topology).map(({ name }) => databaseInPod(api, service(name))),
    )
    const usesMesh = cluster.ownsNetwork || spec.within === undefined
    const account = await cluster.account(pods, usesMesh)
    cleanup.defer(`rest of ${spec.name}`, () => account.leave())
    const servicePort = servicePortOf(datapath.addressing)
    const proofSite = {
      ...cluster,
      components: mesh.components,
      pods,
      topology: site.topology,
      datapath,
      names,
      servicePort,
      readyAtMs,
      folder: mesh.folder,
    }
    const sight = sightOf(datapath, spec.seeing)
    const started: { means?: SeeingMeans | null } = {}
    cleanup.defer(`what counts in ${spec.name}`, () => {
      started.means?.close?.()
      return undefined
    })
    const means = (started.means = await meansOf(proofSite, sight, cluster.nodes))
    const sendPages = (pages: number) =>
      client.exactly({ driver: 'exactly', page: site.topology.page, port: servicePort, pages })
    // Rules for a new service are written up to a second after its pod is ready, so wait for the first answer. Do not wait
    // where a sidecar is missing: an answer may never come, and the proofs report the missing sidecar.
    if (proveContainers(proofSite).every(({ holds }) => holds)) await waitForFirstPage(sendPages)
    const policies = await policiesOfArm(
      { run: site, cluster, api, names, pods, datapath, servicePort },
      cleanup,
    )
    const { fidelity, settings } = await describeArm(planned, pods)
    return {
      spec,
      title: datapath.title,
      capability: datapath.capability,
      fidelity,
      reservations: reservationsOf(pods),
      settings: () =>
        Promise.resolve({
          ...settings,
          ...(sight && { 'makes visible': sight.setting }),
          ...policies.settings,
          ...Object.fromEntries(
            databases.map((database) => [`database ${database.name}`, database.settings]),
          ),
        }),
      units: account.units,
      instruments: account.instruments,
      ...(account.leastCpuWindowMs !== undefined && { leastCpuWindowMs: account.leastCpuWindowMs }),
      ...(account.throttled && { throttled: account.throttled }),
      pods: pods.length,
      servicePort,
      async verify(depth) {
        const lacking = proveContainers(proofSite).filter(({ holds }) => !holds)
        if (lacking.length > 0) return lacking
        return proveArm(
          {
            topology: site.topology,
            datapath: {
              claims: [...counterClaims(proofSite), ...(means?.claims ?? [])],
              readCounters: async () => ({
                ...(await readCounters(proofSite)),
                ...(await means?.readCounters()),
              }),
              prove: async (probes) => [
                ...cluster.proofs,
                ...(await prove(proofSite, probes)),
                ...(await policies.prove()),
              ],
            },
            services,
            databases,
            dnsQueries: () => Promise.resolve(NaN),
            sendPages,
          },
          depth,
        )
      },
      retries: () => readRetries(proofSite),
      ...(means && { seen: () => means.seen() }),
      ...(policies.verdicts && { verdicts: policies.verdicts }),
      async flows(carry) {
        const { strangers, makeAttempts } = await attemptsOfArm(site, plan, spec, proofSite)
        const source =
          spec.seeing === 'nothing'
            ? null
            : await flowSourceOf(
                {
                  ...{ ...proofSite, pods: [...pods, ...strangers] },
                  ...{ arm: spec.name, after: mesh.after, nodes: cluster.nodes, sendPages, cleanup },
                  closeIdle: () => Promise.all(services.map((service) => service.closeIdle())),
                },
                spec.seeing === 'requests',
              )
        return observePages(
          source,
          { services, databases, sendPages, ...(makeAttempts && { makeAttempts }) },
          carry,
        )
      },
      warmUp: (spec) => client.warmUp(spec),
      runPaced: (load, edges) => client.runPaced(load, edges),
      runClosedLoop: (load, edges) => client.runClosedLoop(load, edges),
      // Only the turn ends here. The cluster is paused when another cluster is to be measured: pausing it between its own
      // arms would cost time to settle each time.
      async freeze() {
        try {
          await means?.rest?.()
        } finally {
          await account.endTurn()
        }
      },
      async thaw() {
        await cluster.activate()
        await account.beginTurn()
        await means?.work?.()
      },
      // Between turns no pod of the cluster is frozen.
      wake: () => cluster.wake(),
      async assertAlive() {
        means?.assertAlive?.()
        const end = client.ended()
        if (end !== null)
          throw new BenchError(`the load client ${end}`, 'the arm is raised again for the next trial')
        await assertSamePods(api, names, pods)
      },
      async down() {
        // After an interrupt the user waits for the end of the run, and removing the cluster removes the arm too.
        if (site.signal.aborted && cluster.removedWithRun) return []
        await cluster.wake()
        return cleanup.run()
      },
    }
  } catch (error) {
    if (!(site.signal.aborted && cluster.removedWithRun))
      for (const left of await cleanup.run()) site.tell.phase('left', left)
    throw error
  }
}

/** @throws BenchError with what was seen instead of an answer */
const waitForFirstPage = (sendPages: ProofSite['sendPages']): Promise<true> =>
  waitFor(
    'a page to be answered',
    ANSWERED_WITHIN_MS,
    async () => {
      const { completed, errors } = await sendPages(1)
      if (completed !== 1) throw new Error(Object.keys(errors).join(', '))
      return true as const
    },
    300,
  )
