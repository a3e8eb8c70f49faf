/** Reads the texts that proofs examine: from a proxy's admin port, or from a command in a container or on a node. */
import { BenchError } from '../../../errors.ts'
import type { ClusterApi } from '../api/connect.ts'
import { execIn } from '../api/exec.ts'
import { atApi } from '../api/failure.ts'
import { podHttp } from '../api/pod-http.ts'
import { fill } from '../mesh/fill.ts'
import type { Read } from '../mesh/proof-schema.ts'
import type { Component } from '../mesh/schema.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import type { ProofTarget } from './targets.ts'

export interface ReaderSite {
  api: ClusterApi
  pods: WorkloadPod[]
  components: Component[]
  /** Runs a command on every node; null where hopbench cannot run commands on nodes. */
  onNodes: ((command: string[]) => Promise<string[]>) | null
}

export interface Reader {
  /** The text for a target; null where the text is on nodes and hopbench cannot run commands there. */
  read(read: Read, target: ProofTarget): Promise<string | null>
}

/** A reader for one moment: a text that several claims need is read only once. */
export function createReader(site: ReaderSite): Reader {
  const known = new Map<string, Promise<string | null>>()
  return {
    read(read, target) {
      const filled = JSON.parse(fill(JSON.stringify(read), target.placeholders)) as Read
      const key = JSON.stringify([filled, isOfPod(filled) ? target.pod : null])
      const text = known.get(key) ?? readText(site, filled, target)
      known.set(key, text)
      return text
    },
  }
}

/** Whether a text belongs to the target's pod. Texts of a component or of nodes are the same for all targets. */
export const isOfPod = (read: Read): boolean =>
  !('node' in read) && ('exec' in read ? read.exec : read.admin).component === undefined

async function readText(site: ReaderSite, read: Read, target: ProofTarget): Promise<string | null> {
  if ('node' in read) return site.onNodes === null ? null : (await site.onNodes(read.node)).join('\n')
  const { component } = 'exec' in read ? read.exec : read.admin
  const pods = component === undefined ? [ownPod(site, target)] : await podsOfComponent(site, component)
  const texts = await Promise.all(
    pods.map(async (pod) =>
      'exec' in read
        ? (
            await execIn(site.api, { ...pod, container: read.exec.container }, read.exec.command)
          ).stdout.toString()
        : podHttp(site.api, { ...pod, port: read.admin.port }, 'GET', read.admin.path),
    ),
  )
  return texts.join('\n')
}

function ownPod({ pods }: ReaderSite, target: ProofTarget): WorkloadPod {
  const pod = pods.find(({ service }) => service === target.pod)
  if (!pod) throw new Error(`no pod ${target.pod} was raised`)
  return pod
}

/** The pods of a mesh's component. @throws BenchError where there is none */
export async function podsOfComponent(
  { api, components }: Pick<ReaderSite, 'api' | 'components'>,
  name: string,
): Promise<{ namespace: string; pod: string; node: string }[]> {
  const component = components.find((candidate) => candidate.name === name)
  if (!component) throw new Error(`no component ${name}: the mesh was not checked`)
  const { namespace, selector } = component
  const { items } = await atApi(
    `list pods of ${name}`,
    api.core.listNamespacedPod({ namespace, labelSelector: selector }),
  )
  if (items.length === 0)
    throw new BenchError(
      `no pod ${selector} runs in ${namespace}`,
      `is ${name} installed? mesh.yaml says where its pods should be`,
    )
  return items.map(({ metadata, spec }) => ({
    namespace,
    pod: metadata?.name ?? '',
    node: spec?.nodeName ?? '',
  }))
}

/** The sum of the first group of all matches. */
export const sumOf = (text: string, pattern: string): number =>
  [...text.matchAll(new RegExp(pattern, 'gm'))].reduce((sum, match) => sum + Number(match[1]), 0)
