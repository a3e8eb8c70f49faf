/** One colour for each datapath of a run. */
import { hueSchema, type Descriptor, type Hue } from '../results/record.ts'

/**
 * Each datapath keeps its own colour; where two of a run claim one, such as a product and its emulation, the later takes the
 * next colour that nobody of the run has. Colours repeat once all are taken.
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
