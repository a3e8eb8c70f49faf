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

/** Remarks for all arms on rows that each arm has a remark of its own on: what it is compared with, how many connections it opened. */
const OF_ALL_ARMS: Record<string, string> = {
  'slow-down': 'a hop, against what each is compared with; part of the rows above',
  connect:
    'in the row of the program that opens it, where a page waits for it; how many is in the row of counts',
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
      remark: OF_ALL_ARMS[key] ?? remark,
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
      ...(rows.some(({ key }) => key === 'connect')
        ? [
            {
              name: 'connections opened',
              remark:
                'in these windows: behind the row on opening one, whose bring-ups are those that opened some',
              texts: shown.map(({ connections }) => connections),
            },
          ]
        : []),
      {
        name: 'the clock itself',
        remark:
          'a page, in the rows of client, services and proxies; timed in one or a few windows of its own, so without an interval',
        texts: shown.map(({ price }) => price),
      },
    ],
  }
}
