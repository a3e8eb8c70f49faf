/** What an arm of a datapath makes visible, and what differs in it. Pure. */
import { seeingSchema, type Seeing } from '../../../scenario/schema.ts'
import { fill } from './fill.ts'
import type { MeshDatapath } from './schema.ts'
import type { Sight } from './sight-schema.ts'

/** What the datapath makes visible without being asked. */
export const usualSeeing = ({ capability }: Pick<MeshDatapath, 'capability'>): Seeing =>
  capability.emitsFlows ? 'connections' : 'nothing'

/** @param asked by the scenario; absent where it asks for what the datapath does anyway */
export const sightOf = (datapath: MeshDatapath, asked: Seeing | undefined): Sight | undefined =>
  datapath.seeing[asked ?? usualSeeing(datapath)]

/** All of them, each by what it makes visible. */
export const sightsIn = ({ seeing }: Pick<MeshDatapath, 'seeing'>): [Seeing, Sight][] =>
  seeingSchema.options.flatMap((seen): [Seeing, Sight][] => {
    const sight = seeing[seen]
    return sight ? [[seen, sight]] : []
  })

/** Whether a pod of hopbench counts what the arm makes visible. */
export const needsCollector = (sight: Sight | undefined): boolean =>
  sight?.counts?.by === 'spans' || sight?.counts?.by === 'scrapes'

/** The datapath with what an arm has besides that makes this visible. @param collector host name of the pod that counts */
export function datapathWith(
  datapath: MeshDatapath,
  sight: Sight | undefined,
  collector: string,
): MeshDatapath {
  if (!sight) return datapath
  const annotations = Object.entries(sight.podAnnotations).map(([key, text]) => [
    key,
    fill(text, { collector }),
  ])
  return {
    ...datapath,
    manifests: [...datapath.manifests, ...sight.manifests],
    workload: {
      ...datapath.workload,
      podAnnotations: {
        ...datapath.workload.podAnnotations,
        ...(Object.fromEntries(annotations) as Record<string, string>),
      },
    },
  }
}
