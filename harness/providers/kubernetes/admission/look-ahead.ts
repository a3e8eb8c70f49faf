/** What a cluster of somebody's will do to an arm's pods, before any is made: refuse them, limit them, put something into them. */
import { apply } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { missingRights } from '../api/missing-rights.ts'
import { wantsUnchangedPods } from '../mesh/wants-unchanged-pods.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import {
  APP_CONTAINER,
  namespaceObjects,
  UNINJECTED,
  workloadObjects,
  type WorkloadPlan,
} from '../workload/manifests.ts'
import { showPods } from './dry-run-pods.ts'
import { containersIn, limitsIn, type AdmittedPod } from './pod-changes.ts'
import { appliesTo, webhooksOn, type Labels } from './selectors.ts'
import { limitRangesIn, mutatingWebhooks, policiesIn } from './admission-objects.ts'

export interface Foreseen {
  /** Why the arm cannot be raised. */
  refusals: string[]
  /** What a reader of its numbers has to know. */
  notes: string[]
  /** Objects in its namespaces that are not the run's and may keep its calls from being answered. */
  foreignPolicies: string[]
}

/** Namespaces and service accounts of an arm: what is looked at needs them, and they stay for its pods. */
export async function makeNamespaces(api: ClusterApi, plan: WorkloadPlan): Promise<void> {
  await apply(api, namespaceObjects(plan))
  await apply(
    api,
    workloadObjects(plan).filter(({ kind }) => kind === 'ServiceAccount'),
  )
}

/** Its places must have been there for a second or two: whoever furnishes new namespaces watches them. */
export async function lookAhead(api: ClusterApi, plan: WorkloadPlan): Promise<Foreseen> {
  const namespaces = [...plan.names.namespaces.values()]
  const [places, limitRanges, policies, webhooks] = await Promise.all([
    Promise.all(namespaces.map((name) => atApi(`read namespace ${name}`, api.core.readNamespace({ name })))),
    limitRangesIn(api, namespaces),
    policiesIn(api, namespaces),
    mutatingWebhooks(api),
  ])
  const foreignPolicies = (policies ?? []).map(
    ({ metadata }) => `NetworkPolicy ${metadata!.namespace!}/${metadata!.name!}`,
  )
  const foreignLabels = labelsNotOurs(
    plan,
    places.map(({ metadata }) => metadata?.labels ?? {}),
  )
  const notes = [
    ...foreignPolicies.map((name) => `${name} is not of the run: it may refuse its calls`),
    ...foreignLabels.map(
      (label) =>
        `its namespaces got the label ${label}, which is not of the run${webhookHint(
          webhooksOn('namespaces', webhooks ?? []).map(({ configuration }) => configuration),
        )}`,
    ),
  ]
  const lacking = await missingRights(api, [MAKE_PODS])
  if (lacking.length > 0)
    return {
      refusals: [],
      notes: [
        ...notes,
        `what the cluster does to its pods is not known before: this user may not ${lacking[0]!}`,
      ],
      foreignPolicies,
    }
  const { admitted, refused, unforeseen } = await showPods(api, plan)
  const pods = admitted.filter(({ service }) => service !== UNINJECTED)
  const labels = places[0]?.metadata?.labels ?? {}
  const seenBy = webhooksOn('pods', webhooks ?? [])
    .filter((webhook) => appliesTo(webhook, labels, pods[0]?.pod.metadata?.labels ?? {}))
    .map(({ configuration }) => configuration)
  const absent = containersThatAreAbsent(plan.datapath, pods)
  return {
    refusals: [
      ...byReason(refused).map(
        ([words, services]) => `the cluster refuses the pods of ${services.join(', ')}: ${words}`,
      ),
      ...absent.map(
        (container) =>
          `nothing puts the container ${container} into its pods${seenBy.length === 0 ? '' : `; webhooks that see them: ${[...new Set(seenBy)].join(', ')}`}`,
      ),
    ],
    notes: [
      ...notes,
      ...limitsIn(pods, limitRanges ?? []).map(
        (limit) => `${limit}: a trial in which it stops that container does not count`,
      ),
      ...(wantsUnchangedPods(plan.datapath)
        ? addedTo(pods).map(
            (container) => `container ${container} is put into its pods and is not of the run${webhookHint(seenBy)}`,
          )
        : []),
      ...unforeseen.map((words) => `what the cluster does to its pods is not known before: ${words}`),
    ],
    foreignPolicies,
  }
}

/** A dry run needs the right of a real one. Whoever may make Deployments makes pods with them. */
const MAKE_PODS = { resource: 'pods', verbs: ['create'], why: 'a dry run' }

const containersThatAreAbsent = ({ proofs }: MeshDatapath, pods: AdmittedPod[]): string[] =>
  proofs.flatMap((proof) =>
    proof.proof === 'container' && pods.some(({ pod }) => !containersIn(pod).includes(proof.container))
      ? [proof.container]
      : [],
  )

const addedTo = (pods: AdmittedPod[]): string[] => [
  ...new Set(pods.flatMap(({ pod }) => containersIn(pod)).filter((name) => name !== APP_CONTAINER)),
]

/** Labels that somebody else gave the namespaces; the API server's own name is on every one. */
function labelsNotOurs(plan: WorkloadPlan, found: Labels[]): string[] {
  const sent = new Set(
    namespaceObjects(plan).flatMap(({ metadata }) => Object.entries(metadata.labels ?? {}).map(String)),
  )
  const all = found.flatMap((labels) =>
    Object.entries(labels).filter(
      (entry) => entry[0] !== 'kubernetes.io/metadata.name' && !sent.has(String(entry)),
    ),
  )
  return [...new Set(all.map(([key, value]) => `${key}=${value}`))]
}

/** The same words of several pods, once; a pod's own name is in them. */
const byReason = (refused: { service: string; words: string }[]): [string, string[]][] =>
  [
    ...Map.groupBy(refused, ({ service, words }) =>
      words.replaceAll(`"${service}"`, '"…"').replace(/^.*?: /, ''),
    ),
  ].map(([words, all]) => [words, all.map(({ service }) => service)])

const webhookHint = (names: string[]): string =>
  names.length === 0 ? '' : ` (look at MutatingWebhookConfiguration ${[...new Set(names)].join(', ')})`
