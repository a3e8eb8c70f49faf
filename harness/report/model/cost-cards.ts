/** One card for each treatment arm: its essential figures. What it buys stands in the matrix below. */
import { COLUMNS, columnsOf } from './columns.ts'
import { againstWords, type LoadView } from './load-view.ts'
import { perHopCell } from './metric-cells.ts'
import type { Cell } from './quantity.ts'

export interface CostCard {
  /** Short: "sidecar, mTLS". */
  label: string
  /** Whole, where the label does not say it all: "Sidecar proxies with mutual TLS (Envoy as Istio sets it up)". */
  title: string
  colour: string
  /** "ours, emulated". */
  fidelity: string
  /** What its cost is against, where that is not the baseline. */
  against: string | null
  /** Why there are no figures; everything below is then empty. */
  absent: string | null
  /** The cost of a hop. */
  perHop: Cell
  /** What counts as equal, and what this machine can resolve, in µs a hop: the scale of what is not resolved. */
  marginUs: number
  facts: { name: string; cell: Cell }[]
}

/** The head of a card. */
const HEADLINE = COLUMNS[0]!

/** Cards in the scenario's order. */
export function costCards(view: LoadView): CostCard[] {
  const facts = columnsOf(view).filter((column) => column.isEssential && column !== HEADLINE)
  return view.treatments.map((arm) => {
    const row = { kind: 'treatment' as const, arm, other: view.against(arm) }
    return {
      label: arm.label,
      title: arm.title,
      colour: arm.colour,
      fidelity: arm.fidelity,
      against: againstWords(view, arm),
      absent: view.absence(arm),
      perHop: perHopCell(row, view),
      marginUs: (view.comparison(arm, 'p50')?.margin ?? 0) / view.hops,
      facts: facts.map(({ name, cell }) => ({ name, cell: cell(row, view) })),
    }
  })
}
