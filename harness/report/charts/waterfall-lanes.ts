/** Puts the calls of a page into lanes below each other, and finds a place for each call's name. */
import type { WaterfallCall } from '../model/clock/waterfall.ts'
import { textWidth } from './text-width.ts'

export interface Lane {
  call: WaterfallCall
  /** The line of the drawing, from 0 for the client. */
  line: number
  /** Where the name stands, px; null where there is no room for the name, which the table has. */
  label: { x: number; anchor: 'end' | 'start' } | null
}

export const LABEL_SIZE = 11
/** Space between a name and the span beside it, px. */
const GAP = 5

/** Width of a call's name with its space, px. */
export const labelWidth = (name: string): number => textWidth(name, LABEL_SIZE) + GAP

/**
 * A call stands below the call that made it, in the first line that is free while the call lasts. So a chain becomes a
 * staircase, and only calls at the same time need lines of their own.
 * @param left room left of the time 0, px
 * @param pxPerUs the scale
 */
export function lanesOf(calls: readonly WaterfallCall[], left: number, pxPerUs: number): Lane[] {
  const lanes: Lane[] = []
  const lineOf = (path: string): number => lanes.find(({ call }) => call.path === path)?.line ?? -1
  for (const call of calls) {
    const parent = call.path === '' ? -1 : lineOf(call.path.slice(0, -1))
    let line = parent + 1
    while (lanes.some((lane) => lane.line === line && overlap(lane.call, call))) line++
    lanes.push({ call, line, label: null })
  }
  return lanes.map((lane) => ({ ...lane, label: labelOf(lane, lanes, left, pxPerUs) }))
}

const overlap = (a: WaterfallCall, b: WaterfallCall): boolean => a.fromUs < b.toUs && b.fromUs < a.toUs

/** Left of the call where nothing stands there; otherwise right of it, or nowhere. */
function labelOf({ call, line }: Lane, lanes: readonly Lane[], left: number, pxPerUs: number): Lane['label'] {
  const at = (us: number): number => left + us * pxPerUs
  const width = labelWidth(call.name)
  const others = lanes.filter((lane) => lane.line === line && lane.call !== call).map((lane) => lane.call)
  const before = others.filter(({ toUs }) => toUs <= call.fromUs)
  // A call before this one may have its own name to its right.
  const free = Math.max(0, ...before.map(({ toUs }) => at(toUs) + GAP))
  if (at(call.fromUs) - width >= free) return { x: at(call.fromUs) - GAP, anchor: 'end' }
  const after = Math.min(
    ...others.filter(({ fromUs }) => fromUs >= call.toUs).map(({ fromUs }) => at(fromUs)),
  )
  const isLast = after === Infinity && line > 0
  return isLast ? { x: at(call.toUs) + GAP, anchor: 'start' } : null
}
