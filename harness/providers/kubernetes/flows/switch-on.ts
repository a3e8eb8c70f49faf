/** Switches a source of flows on for a look, and off again: in every measured window it is off. */
import { BenchError } from '../../../errors.ts'
import { apply, exists, remove } from '../api/apply.ts'
import type { Manifest } from '../api/manifest.ts'
import { filledManifests } from '../mesh/manifests.ts'
import type { FlowSite } from './flow-site.ts'

export interface Switch {
  on(): Promise<void>
  /** @throws BenchError when somebody else switched it off meanwhile */
  expectOn(): Promise<void>
  off(): Promise<void>
}

/** @param isOn whether it is on while the arm is measured, too, and stays on */
export function switchOf(site: FlowSite, source: string, file: string | undefined, isOn: boolean): Switch {
  const { api, folder, names, after } = site
  const all = [...names.namespaces.values()].flatMap((namespace) =>
    file === undefined ? [] : filledManifests(folder, [file], { namespace }),
  )
  // Objects of the mesh itself are in every namespace's list.
  const objects = [...new Map(all.map((object) => [idOf(object), object])).values()]
  const before = new Map(filledManifests(folder, after).map((object) => [idOf(object), object]))
  return {
    async on() {
      if (!isOn) await apply(api, objects)
    },
    async expectOn() {
      for (const object of objects)
        if (!(await exists(api, object)))
          throw new BenchError(
            `${source} was switched off meanwhile: ${idOf(object)} has gone`,
            'find out who removes it; the run goes on without its flows',
          )
    },
    async off() {
      if (isOn) return
      for (const object of objects) {
        const installed = before.get(idOf(object))
        await (installed ? apply(api, [installed]) : remove(api, object))
      }
    },
  }
}

const idOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
