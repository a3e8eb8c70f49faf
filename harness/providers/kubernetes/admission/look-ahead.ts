/** Finds out what an existing cluster will do to an arm's pods before any pod is made: refuse them, limit their CPU, or inject containers. */
import { apply } from '../api/apply.ts'
import type { ClusterApi } from '../api/connect.ts'
import { atApi } from '../api/failure.ts'
import { missingRights } from '../api/missing-rights.ts'
import { wantsUnchangedPods } from '../mesh/wants-unchanged-pods.ts'
import type { MeshDatapath } from '../mesh/schema.ts'
import {
  APP_CONTAINER,
  namespaceObjects,
  isOutside,
  workloadObjects,
  type WorkloadPlan,
} from '../workload/manifests.ts'
import { showPods } from './dry-run-pods.ts'
import { containersIn, limitsIn, type AdmittedPod } from './pod-changes.ts'
import { appliesTo, webhooksOn, type Labels } from './selectors.ts'
import { limitRangesIn, mutatingWebhooks, policiesIn } from './admission-objects.ts'

export interface Foreseen {
  /** Reasons why the arm cannot be raised. */
  refusals: string[]
  /** Facts that a reader of the arm's numbers has to know. */
  notes: string[]
  /** Network policies in the arm's namespaces that the run did not make, and that may block its calls. */
  foreignPolicies: string[]
}

/** Makes the namespaces and service accounts of an arm. The dry run needs them, and the arm's pods use them later. */
export async function makeNamespaces(api: ClusterApi, plan: WorkloadPlan): Promise<void> {
  await apply(api, namespaceObjects(plan))
  await apply(
    api,
    workloadObjects(plan).filter(({ kind }) => kind === 'ServiceAccount'),
  )
}

/** The arm's namespaces must have existed for a second or two, so that operators that add objects to new namespaces have done so. */
export async function lookAhead(api: ClusterApi, plan: WorkloadPlan): Promise<Foreseen> {
  const namespaces = [...plan.names.namespaces.values()]
  const [found, limitRanges, policies, webhooks] = await Promise.all([
    Promise.all(namespaces.map((name) => atApi(`read namespace ${name}`, api.core.readNamespace({ name })))),
    limitRangesIn(api, namespaces),
    policiesIn(api, namespaces),
    mutatingWebhooks(api),
  ])
  const foreignPolicies = (policies ?? []).map(
    ({ metadata }) => `NetworkPolicy ${metadata!.namespace!}/${metadata!.name!}`,
  )
  const foreignLabels = labelsOfOthers(
    plan,
    found.map(({ metadata }) => metadata?.labels ?? {}),
  )
  const notes = [
    ...foreignPolicies.map((name) => `${name} was not made by the run and may block its calls`),
    ...foreignLabels.map(
      (label) =>
        `its namespaces got the label ${label}, which the run did not set${webhookHint(
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
        `what the cluster will do to its pods is not known in advance: this user may not ${lacking[0]!}`,
      ],
      foreignPolicies,
    }
  const { admitted, refused, unforeseen } = await showPods(api, plan)
  const pods = admitted.filter(({ service }) => !isOutside(service))
  const labels = found[0]?.metadata?.labels ?? {}
  const seenBy = webhooksOn('pods', webhooks ?? [])
    .filter((webhook) => appliesTo(webhook, labels, pods[0]?.pod.metadata?.labels ?? {}))
    .map(({ configuration }) => configuration)
  const absent = missingContainers(plan.datapath, pods)
  return {
    refusals: [
      ...byReason(refused).map(
        ([reason, services]) => `the cluster refuses the pods of ${services.join(', ')}: ${reason}`,
      ),
      ...absent.map(
        (container) =>
          `nothing injects the container ${container} into its pods${seenBy.length === 0 ? '' : `; webhooks that apply to them: ${[...new Set(seenBy)].join(', ')}`}`,
      ),
    ],
    notes: [
      ...notes,
      ...limitsIn(pods, limitRanges ?? []).map(
        (limit) => `${limit}: a trial in which this limit throttles the container does not count`,
      ),
      ...(wantsUnchangedPods(plan.datapath)
        ? addedTo(pods).map(
            (container) =>
              `the cluster injects the container ${container} into its pods${webhookHint(seenBy)}`,
          )
        : []),
      ...unforeseen.map(
        (reason) => `what the cluster will do to its pods is not known in advance: ${reason}`,
      ),
    ],
    foreignPolicies,
  }
}

/** A dry run needs the right to create pods. The run itself does not, since its Deployments create the pods. */
const MAKE_PODS = { resource: 'pods', verbs: ['create'], why: 'a dry run' }

const missingContainers = ({ proofs }: MeshDatapath, pods: AdmittedPod[]): string[] =>
  proofs.flatMap((proof) =>
    proof.proof === 'container' && pods.some(({ pod }) => !containersIn(pod).includes(proof.container))
      ? [proof.container]
      : [],
  )

const addedTo = (pods: AdmittedPod[]): string[] => [
  ...new Set(pods.flatMap(({ pod }) => containersIn(pod)).filter((name) => name !== APP_CONTAINER)),
]

/** Labels on the namespaces that the run did not set, except the name label that the API server sets on every namespace. */
function labelsOfOthers(plan: WorkloadPlan, found: Labels[]): string[] {
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

/** Groups refusals by reason. The reason names the pod, so the pod's name is replaced by … before the comparison. */
const byReason = (refused: { service: string; reason: string }[]): [string, string[]][] =>
  [
    ...Map.groupBy(refused, ({ service, reason }) =>
      reason.replaceAll(`"${service}"`, '"…"').replace(/^.*?: /, ''),
    ),
  ].map(([reason, all]) => [reason, all.map(({ service }) => service)])

const webhookHint = (names: string[]): string =>
  names.length === 0 ? '' : ` (look at MutatingWebhookConfiguration ${[...new Set(names)].join(', ')})`
