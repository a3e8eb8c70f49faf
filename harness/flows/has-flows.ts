/** Tells a file of flows from other files by its first lines, also where something in them is wrong. */
import { isOldLine } from './old-lines.ts'

/** A file of flows may begin with lines that are something else: a warning, an event that was lost. */
const LINES_LOOKED_AT = 20

export function hasFlows(text: string): boolean {
  let at = 0
  for (let line = 0; line < LINES_LOOKED_AT && at < text.length; line += 1) {
    const end = text.indexOf('\n', at)
    if (isLineOfFlows(text.slice(at, end < 0 ? text.length : end))) return true
    at = end < 0 ? text.length : end + 1
  }
  return false
}

/** Fields of which each flow has one. */
const FIELDS_OF_FLOW = ['verdict', 'IP', 'l4', 'time', 'source', 'destination', 'Type', 'uuid']

/** Whether a line is one of Hubble's or of an earlier hopbench, also where something in it is wrong. */
function isLineOfFlows(line: string): boolean {
  const begin = line.indexOf('{')
  const value = begin < 0 ? null : parsed(line.slice(begin))
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  if (typeof fields['log'] === 'string') return isLineOfFlows(fields['log'])
  if (has(value, 'lost_events') || has(value, 'node_status') || isOldLine(fields)) return true
  return (
    FIELDS_OF_FLOW.some((field) => has(fields['flow'], field)) || (has(value, 'verdict') && has(value, 'IP'))
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
