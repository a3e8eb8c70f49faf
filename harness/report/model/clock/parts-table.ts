/** The means of all parts of a page, datapath beside datapath: the table that the page and the Markdown share. */
import type { ArmView } from '../arm-view.ts'
import type { Cell } from '../quantity.ts'
import type { ArmParts, PartRow } from './parts-of-page.ts'

export interface PartsTable {
  arms: ArmView[]
  rows: (Pick<PartRow, 'key' | 'call' | 'name' | 'remark' | 'isPiece'> & {
    /** The mean under each arm; null where the arm has no such part. */
    cells: (Cell | null)[]
  })[]
  /** Rows below the parts, a text for each arm: what adds up by construction, and what checks the clock. */
  checks: { name: string; remark: string; texts: string[] }[]
}

/** Twins are left out: their own tables have them. Null without an arm that the hop clock has read. */
export function partsTableOf(parts: readonly ArmParts[]): PartsTable | null {
  const shown = parts.filter(({ arm }) => arm.role !== 'twin')
  if (shown.length === 0) return null
  // The arm with proxies has all rows; what only other arms have follows.
  const all = shown.toSorted((a, b) => b.rows.length - a.rows.length).flatMap(({ rows }) => rows)
  const rows = all.filter(({ key }, index) => all.findIndex((one) => one.key === key) === index)
  return {
    arms: shown.map(({ arm }) => arm),
    rows: rows.map(({ key, call, name, remark, isPiece }) => ({
      ...{ key, call, name, isPiece },
      // What each arm is compared with differs, and stands in the arms' own tables.
      remark:
        key === 'slow-down' ? 'a hop, against what each is compared with; part of the rows above' : remark,
      cells: shown.map((one) => one.rows.find((row) => row.key === key)?.mean ?? null),
    })),
    checks: [
      {
        name: 'sum of all parts',
        remark:
          'of the client’s own measurement; adds up by construction, since the client’s own is what is left',
        texts: shown.map(({ sumOfParts }) => sumOfParts),
      },
      {
        name: 'exchanges joined',
        remark: 'of those that the completed pages made in windows that were read; an independent check',
        texts: shown.map(({ joined }) => joined),
      },
      {
        name: 'pages not matched',
        remark: 'of the completed pages in windows that were read; an independent check',
        texts: shown.map(({ unmatched }) => unmatched),
      },
      {
        name: 'the clock itself',
        remark: 'a page, in the rows of client, services and proxies; timed in windows of its own',
        texts: shown.map(({ price }) => price),
      },
    ],
  }
}
