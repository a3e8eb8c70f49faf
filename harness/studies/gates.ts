/** How often a gate finds what was planted, and how often it is alarmed by versions that are alike. */
import { median } from '../numbers/quantile.ts'
import type { Gate, GateRow, Judgement } from '../stats/gate/gate.ts'

/** By how much head is slower on the eBPF datapath: µs of transport a hop, and CPU-seconds of services for 1000 pages. */
export interface PlantedEffect {
  transportUs: number
  cpuSeconds: number
}

/** One gate of the study. */
export interface StudiedGate {
  /** `alike`: the same commit twice. `planted`: head is slower. */
  kind: 'alike' | 'planted'
  run: string
  exitCode: number
  seconds: number
  verdict: Gate['verdict']
  /** What was planted, as shares of what base was in this gate. Null where nothing was, and where base had no figure. */
  planted: { transport: number; cpu: number } | null
  rows: Pick<GateRow, 'datapath' | 'what' | 'judgement'>[]
  /** Of rows with an interval: the change, and half of the interval, as shares of base's figure. */
  changes: { datapath: string; what: GateRow['what']; share: number; half: number | null }[]
}

/** Rounded to a tenth of a percent: less is below what anything here resolves. */
const rounded = (share: number): number => Math.round(share * 1000) / 1000

/** What base was in a row that the study plants into; null where it has no figure. */
export const plantedInto = ({ rows }: Pick<Gate, 'rows'>, what: 'transport' | 'cpu'): number | null =>
  rows.find((row) => row.datapath === 'ebpf' && row.what === what)?.base ?? null

export function studiedGate(
  kind: StudiedGate['kind'],
  gate: Gate,
  { exitCode, seconds, effect }: { exitCode: number; seconds: number; effect: PlantedEffect | null },
): StudiedGate {
  const [transport, cpu] = [plantedInto(gate, 'transport'), plantedInto(gate, 'cpu')]
  return {
    ...{ kind, run: gate.runs.head, exitCode, seconds: Math.round(seconds), verdict: gate.verdict },
    planted:
      effect && transport && cpu
        ? { transport: rounded(effect.transportUs / transport), cpu: rounded(effect.cpuSeconds / cpu) }
        : null,
    rows: gate.rows.map(({ datapath, what, judgement }) => ({ datapath, what, judgement })),
    changes: gate.rows.flatMap(({ datapath, what, base, change }) =>
      change === null || base === null || base === 0
        ? []
        : [
            {
              ...{ datapath, what, share: rounded(change.middle / base) },
              half: change.interval && rounded((change.interval.high - change.interval.low) / 2 / base),
            },
          ],
    ),
  }
}

export interface GateCounts {
  gates: number
  verdicts: Record<Gate['verdict'], number>
  slowestSeconds: number
  /** Of one row in all gates. */
  rows: {
    datapath: string
    what: GateRow['what']
    judgements: Record<Judgement, number>
    /** Medians of the gates, as shares of base's figure; null for counts, and without intervals. */
    share: number | null
    half: number | null
  }[]
  /** The least and the most that was planted into a gate, as shares of base's figure; null where nothing was. */
  planted: { least: number; most: number } | null
}

/** Counts the gates of one kind. */
export function countGates(gates: readonly StudiedGate[], kind: StudiedGate['kind']): GateCounts {
  const own = gates.filter((gate) => gate.kind === kind)
  const rows = Map.groupBy(
    own.flatMap((gate) => gate.rows),
    ({ datapath, what }) => `${datapath} ${what}`,
  )
  const changes = own.flatMap((gate) => gate.changes)
  const planted = own.flatMap((gate) => (gate.planted ? [gate.planted.cpu, gate.planted.transport] : []))
  const times = <Of>(list: readonly Of[], wanted: (of: Of) => boolean): number => list.filter(wanted).length
  const verdict = (wanted: Gate['verdict']): number => times(own, (gate) => gate.verdict === wanted)
  return {
    gates: own.length,
    verdicts: {
      regression: verdict('regression'),
      'could not tell': verdict('could not tell'),
      fine: verdict('fine'),
      'no baseline': verdict('no baseline'),
      'not comparable': verdict('not comparable'),
    },
    planted: planted.length === 0 ? null : { least: Math.min(...planted), most: Math.max(...planted) },
    slowestSeconds: own.reduce((most, { seconds }) => Math.max(most, seconds), 0),
    rows: [...rows.values()].map((same) => {
      const judged = (wanted: Judgement): number => times(same, ({ judgement }) => judgement === wanted)
      const { datapath, what } = same[0]!
      const found = changes.filter((one) => one.datapath === datapath && one.what === what)
      return {
        ...{ datapath, what, share: middle(found.map(({ share }) => share)) },
        half: middle(found.flatMap(({ half }) => half ?? [])),
        judgements: {
          regression: judged('regression'),
          fine: judged('fine'),
          'could not tell': judged('could not tell'),
        },
      }
    }),
  }
}

const middle = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values))
