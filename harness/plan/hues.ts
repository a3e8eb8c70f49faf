/** Gives each datapath of a run a colour of its own. */
import { hueSchema, type Descriptor, type Hue } from '../results/record.ts'

/**
 * Each datapath keeps its own colour. When two datapaths of a run have the same colour, such as a product and its emulation,
 * the later one gets the next colour that no datapath of the run has. Colours repeat once all are used.
 */
export function distinctHues(datapaths: readonly Descriptor[]): Descriptor[] {
  const claimed = new Set(datapaths.map(({ hue }) => hue))
  const taken = new Set<Hue>()
  const free = hueSchema.options.filter((hue) => !claimed.has(hue))
  return datapaths.map((datapath) => {
    const hue = taken.has(datapath.hue) ? (free.shift() ?? datapath.hue) : datapath.hue
    taken.add(hue)
    return { ...datapath, hue }
  })
}
