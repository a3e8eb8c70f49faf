/** What a run resolves, as text. Pairs of arms differ in that by a factor of three, so that one figure would be too good for some. */
import { fineMicroseconds, microseconds } from './format.ts'
import type { LoadView } from './load-view.ts'

export interface Resolved {
  /** "96 to 287": µs a hop. */
  figure: string
  /** Whether the figure is of the compared arms; otherwise of two arms as noisy as the same arm twice. */
  isByPair: boolean
}

/** By the user clock; null where the run resolves nothing. */
export const resolvedByUser = ({ noise, hops, pairsResolveUs }: LoadView): Resolved | null =>
  noise?.resolvesUs == null
    ? null
    : resolved(
        pairsResolveUs.user.map((us) => us / hops),
        noise.resolvesUs / hops,
        microseconds,
      )

/** By the hop clock; null where that is not known. */
export const resolvedByHop = ({ hopClockResolvesUs, pairsResolveUs }: LoadView): Resolved | null =>
  hopClockResolvesUs === null ? null : resolved(pairsResolveUs.hop, hopClockResolvesUs, fineMicroseconds)

function resolved(pairsUs: readonly number[], twinUs: number, write: (us: number) => string): Resolved {
  if (pairsUs.length === 0) return { figure: write(twinUs), isByPair: false }
  const [low, high] = [write(Math.min(...pairsUs)), write(Math.max(...pairsUs))]
  return { figure: low === high ? low : `${low} to ${high}`, isByPair: true }
}

/** What follows the figure: "by pair of arms". */
export const ofWhat = ({ isByPair }: Resolved): string =>
  isByPair ? 'by pair' : 'between two arms as noisy as the same arm twice'
