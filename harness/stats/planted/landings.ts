/** In which figures each planted effect lands, how large it is there by its own count, and in which figures nothing may land. */
import type { PlantedCount, PlantedEffectRecord, PlantedKind, RunRecord } from '../../results/record.ts'
import type { CompletedTrial } from '../used-rounds.ts'
import type { PlantedFigure } from './planted-analysis.ts'

export interface Landing {
  kind: PlantedKind
  figure: PlantedFigure
  /** Whether the effect counts as found by this figure. The others have to agree with it. */
  isPrimary: boolean
  /** Size of the effect in this window, in the unit of the figure; null where the injection counted nothing. */
  truth: (trial: CompletedTrial) => number | null
}

/** A lost segment is sent again after TCP's shortest timeout (TCP_RTO_MIN of Linux), which no page reaches otherwise. */
const RETRANSMISSION_MS = 200
/** Share of pages that are slower than p99. */
const BEYOND_P99 = 0.01
const PER_THOUSAND = 1000
const BYTES_PER_MB = 1e6
const US_PER_MS = 1000

/** The figures in which this effect lands. */
export function landingsOf(effect: PlantedEffectRecord, scenario: RunRecord['scenario']): Landing[] {
  const landing = <Kind extends PlantedKind>(
    kind: Kind,
    figure: PlantedFigure,
    truth: (count: Extract<PlantedCount, { kind: Kind }>, trial: CompletedTrial) => number,
    isPrimary = true,
  ): Landing => ({
    kind,
    figure,
    isPrimary,
    truth: (trial) => {
      const count = trial.planted?.find((one) => one.kind === kind && !('notPlanted' in one))
      const value = count && truth(count as Extract<PlantedCount, { kind: Kind }>, trial)
      return value === undefined || !Number.isFinite(value) ? null : value
    },
  })
  const calls = (to: string): number =>
    scenario.edges.filter((edge) => edge.to === to).reduce((sum, { callsPerPage }) => sum + callsPerPage, 0)
  /** Only where calls follow each other is a page as much longer as its calls are. */
  const inPage = (of: (figure: PlantedFigure) => Landing): Landing[] =>
    isSequential(scenario) ? [of({ of: 'page' })] : []
  switch (effect.kind) {
    case 'busy-service': {
      const { kind, service, us: least } = effect
      return [
        // At a low quantile each request is longer by the least that a spin takes; the mean of spins has those that were preempted.
        landing(kind, { of: 'app', service }, ({ requests }) => (requests > 0 ? least : NaN)),
        landing(
          kind,
          { of: 'service CPU', service },
          ({ us, requests }) => (us / requests) * calls(service),
          false,
        ),
        ...inPage((figure) =>
          landing(kind, figure, ({ us, requests }) => (us / requests) * calls(service), false),
        ),
      ]
    }
    case 'slow-hop': {
      const { kind, to } = effect
      return [
        ...scenario.edges
          .filter((edge) => edge.to === to)
          .map(({ from }) =>
            landing(kind, { of: 'transport', from, to }, ({ us, segments }) => us / segments),
          ),
        ...inPage((figure) =>
          landing(kind, figure, ({ us, segments }) => (us / segments) * calls(to), false),
        ),
      ]
    }
    case 'busy-agent':
      return [landing(effect.kind, { of: 'agent CPU' }, ({ cpuUs, overUs }) => (cpuUs / overUs) * US_PER_MS)]
    case 'held-memory':
      return [landing(effect.kind, { of: 'agent memory' }, ({ bytes }) => bytes / BYTES_PER_MB)]
    case 'lost-packets': {
      const lost = ({ dropped }: { dropped: number }, { ledger }: CompletedTrial): number =>
        (dropped / ledger.completed) * PER_THOUSAND
      return [
        landing(effect.kind, { of: 'sent again' }, lost),
        landing(effect.kind, { of: 'slow pages', beyondMs: RETRANSMISSION_MS }, lost),
      ]
    }
    case 'pauses':
      // A page that comes at a random time waits for more than x of a pause P, every T, with probability (P − x) / T.
      return [
        landing(
          effect.kind,
          { of: 'p99' },
          ({ us, pauses, overUs }) => (us / pauses - (BEYOND_P99 * overUs) / pauses) / US_PER_MS,
        ),
      ]
  }
}

/** All figures in which an effect of time, CPU or memory might land by mistake. */
export const figuresWatched = (scenario: RunRecord['scenario']): PlantedFigure[] => [
  ...(isSequential(scenario) ? [{ of: 'page' } as const] : []),
  ...scenario.edges.map(({ from, to }): PlantedFigure => ({ of: 'transport', from, to })),
  ...Object.keys(scenario.services).map((service): PlantedFigure => ({ of: 'app', service })),
  { of: 'agent CPU' },
  { of: 'agent memory' },
  { of: 'app memory' },
]

/** Whether a page makes one call after the other. */
const isSequential = ({ hopsPerPage, callsPerPage }: RunRecord['scenario']): boolean =>
  hopsPerPage === callsPerPage
