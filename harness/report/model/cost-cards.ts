/** One card for each treatment arm, with its essential figures. The matrix below the cards shows what the cost buys. */
import { COLUMNS, columnsOf } from './columns.ts'
import { againstText, type LoadView } from './load-view.ts'
import { perHopCell } from './metric-cells.ts'
import type { Cell } from './quantity.ts'

export interface CostCard {
  /** Short: "sidecar, mTLS". */
  label: string
  /** The full name: "Sidecar proxies with mutual TLS (Envoy as Istio sets it up)". */
  title: string
  colour: string
  /** "ours, emulated". */
  fidelity: string
  /** The arm that its cost is compared with, where that is not the baseline. */
  against: string | null
  /** Why there are no figures; null where there are some. */
  absent: string | null
  /** The cost of a hop, by the user clock. */
  perHop: Cell
  /** Why, by the hop clock; empty in a run without one. */
  why: { name: string; cell: Cell }[]
  /** The margin within which a difference counts as none, in µs a hop: drawn behind an unresolved interval. */
  marginUs: number
  facts: { name: string; cell: Cell }[]
}

/** The column that a card shows as its main figure. */
const HEADLINE = COLUMNS[0]!

/** Cards in the scenario's order. */
export function costCards(view: LoadView): CostCard[] {
  const essential = columnsOf(view).filter((column) => column.isEssential && column !== HEADLINE)
  const [why, facts] = [
    essential.filter(({ clock }) => clock === 'hop'),
    essential.filter(({ clock }) => clock !== 'hop'),
  ]
  return view.treatments.map((arm) => {
    const row = { kind: 'treatment' as const, arm, other: view.against(arm) }
    return {
      label: arm.label,
      title: arm.title,
      colour: arm.colour,
      fidelity: arm.fidelity,
      against: againstText(view, arm),
      absent: view.absence(arm),
      perHop: perHopCell(row, view),
      marginUs: (view.comparison(arm, 'p50')?.margin ?? 0) / view.hops,
      why: why.map(({ name, cell }) => ({ name, cell: cell(row, view) })),
      facts: facts.map(({ name, cell }) => ({ name, cell: cell(row, view) })),
    }
  })
}
