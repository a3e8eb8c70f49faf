/** Before the first arm is raised, reports what the cluster will do to the pods of all arms that need no installation. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError, UnavailableError } from '../../../errors.ts'
import type { ArmSpec } from '../../../scenario/schema.ts'
import { lookAhead, makeNamespaces } from '../admission/look-ahead.ts'
import { injectionLabels } from '../admission/revision.ts'
import { mutatingWebhooks } from '../admission/admission-objects.ts'
import { atApi } from '../api/failure.ts'
import { DATABASE_IMAGE } from '../flags.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import { workloadPlan } from '../workload/workload-plan.ts'
import { otherArchitectures } from './architectures.ts'
import type { ExistingClusterRun } from './existing-cluster.ts'

/** Operators that add a LimitRange or a NetworkPolicy to every new namespace do so within a second. */
const OPERATORS_DONE_AFTER_MS = 1500

export interface ArmToRaise {
  spec: ArmSpec
  datapath: MeshDatapath
}

export interface Foresight {
  /**
   * Makes the namespaces of these arms and reports what the cluster will do to their pods.
   * @throws UnavailableError with the pods that the cluster refuses
   */
  report(arms: ArmToRaise[]): Promise<void>
  /** The datapath with the labels that its injector in this cluster answers to. @throws UnavailableError where several control planes answer */
  asInjected(datapath: MeshDatapath): Promise<MeshDatapath>
  /** Adds to an error the network policies that the run did not make, since they may be why an arm's calls are not answered. */
  withForeignPolicies(arm: string, error: unknown): unknown
}

export function createForesight({ site, options, api }: ExistingClusterRun): Foresight {
  const { tell } = site
  const noted = new Set<string>()
  const note = (text: string) => {
    if (!noted.has(text)) tell.phase('note', text)
    noted.add(text)
  }
  const foreignPolicies = new Map<string, string[]>()

  async function asInjected(datapath: MeshDatapath): Promise<MeshDatapath> {
    const { workload, title } = datapath
    if (workload.revisionLabel === undefined) return datapath
    const injection = injectionLabels((await mutatingWebhooks(api)) ?? [], workload)
    if ('revisions' in injection)
      throw new UnavailableError(
        `${title}: the cluster has several control planes, ${workload.revisionLabel}=${injection.revisions.join(` and ${workload.revisionLabel}=`)}, and none of them is the default`,
        'make one the default (`istioctl tag set default --revision NAME`), or leave the arm out with --datapaths',
      )
    if ('instead' in injection)
      note(
        `${title}: namespaces get the label ${describeLabels(injection.labels)}, which its webhook in this cluster answers to`,
      )
    return { ...datapath, workload: { ...workload, namespaceLabels: injection.labels } }
  }

  return {
    asInjected,
    async report(arms) {
      if (arms.length === 0) return
      tell.status('checking what the cluster does to pods')
      const { items } = await atApi('list nodes', api.core.listNode())
      const others = otherArchitectures(items, process.arch)
      if (others !== null) note(others)
      const plans: { name: string; plan: ReturnType<typeof workloadPlan> }[] = []
      for (const { spec, datapath } of arms) {
        const plan = workloadPlan(site, spec, await asInjected(datapath), {
          workloadImage: options.workloadImage!,
          databaseImage: DATABASE_IMAGE,
          nodes: null,
        })
        await makeNamespaces(api, plan)
        plans.push({ name: spec.name, plan })
      }
      await sleep(OPERATORS_DONE_AFTER_MS)
      const notes = new Map<string, string[]>()
      const refusals: string[] = []
      for (const { name, plan } of plans) {
        const foreseen = await lookAhead(api, plan)
        foreignPolicies.set(name, foreseen.foreignPolicies)
        for (const text of foreseen.notes) notes.set(text, [...(notes.get(text) ?? []), name])
        refusals.push(...foreseen.refusals.map((refusal) => `${name}: ${refusal}`))
      }
      for (const [text, names] of notes) note(`${names.join(', ')}: ${text}`)
      if (refusals.length > 0)
        throw new UnavailableError(
          refusals.join('\n'),
          'the messages come from the cluster, and nothing has been measured: ask its administrator for namespaces hopbench-… in which such pods may run (Pod Security privileged, where an init container sets up the network of a sidecar), or leave those arms out with --datapaths',
        )
    },
    withForeignPolicies(arm, error) {
      const objects = foreignPolicies.get(arm) ?? []
      if (objects.length === 0 || !(error instanceof BenchError)) return error
      return new BenchError(
        `${error.what}\n  in its namespaces, but not made by the run: ${objects.join(', ')}`,
        `these objects may block its calls; ask the administrator of the cluster. ${error.advice}`,
        error.exitCode,
        { cause: error },
      )
    },
  }
}

const describeLabels = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
