/**
 * Reads a line of a flow file: what `hubble observe -o jsonpb` and Hubble's exporter write, bare flows as older versions of Hubble
 * wrote them, and the lines of earlier runs of hopbench. A log driver may have put a time stamp before the line or wrapped it.
 */
import { asRead, type LineRead } from './line-read.ts'
import { isOldLine, readOldLine } from './old-lines.ts'
import { seenFlow } from './seen-flow.ts'

/** @param text one line, of any length */
export function readLine(text: string): LineRead {
  const trimmed = text.trim()
  if (trimmed === '') return { kind: 'blank' }
  // What a log driver puts before the object may have a brace of its own.
  const begin = Math.max(trimmed.search(/\{\s*"/), trimmed.search(/\{\s*\}$/))
  if (begin < 0) return { kind: 'problem', problem: 'no JSON object' }
  let line: unknown
  try {
    line = JSON.parse(trimmed.slice(begin))
  } catch {
    return {
      kind: 'problem',
      problem: trimmed.endsWith('}') ? 'not JSON' : 'not JSON: the line is cut off',
    }
  }
  return readObject(line as Record<string, unknown>)
}

function readObject(line: Record<string, unknown>): LineRead {
  // Docker's json-file driver wraps what a container writes.
  if (typeof line['log'] === 'string' && line['flow'] === undefined) return readLine(line['log'])
  if (isOldLine(line)) return readOldLine(line)
  if (line['lost_events'] !== undefined) return lostOf(line['lost_events'])
  if (line['node_status'] !== undefined) return statusOf(line['node_status'])
  if (line['flow'] === undefined && line['verdict'] === undefined && line['IP'] === undefined)
    return { kind: 'problem', problem: 'no flow: a line has `flow`, `lost_events` or `node_status`' }
  return asRead(seenFlow('flow' in line ? line['flow'] : line, line['time']))
}

function lostOf(written: unknown): LineRead {
  if (written === null || typeof written !== 'object')
    return { kind: 'problem', problem: 'lost_events: expected an object' }
  // protojson leaves a number out that is 0.
  const { num_events_lost: number = 0, source } = written as Record<string, unknown>
  const isNumber = typeof number === 'number' || (typeof number === 'string' && /^\d+$/.test(number))
  const events = isNumber ? Number(number) : NaN
  return Number.isFinite(events) && events >= 0
    ? { kind: 'lost', events, source: typeof source === 'string' ? source : 'UNKNOWN_LOST_EVENT_SOURCE' }
    : {
        kind: 'problem',
        problem: `lost_events.num_events_lost: expected a number, found ${JSON.stringify(number)}`,
      }
}

function statusOf(written: unknown): LineRead {
  const { state_change: change, message } = (written ?? {}) as Record<string, unknown>
  return {
    kind: 'status',
    message: [change, message].filter((part) => typeof part === 'string').join(': '),
  }
}
