/** The parts of a gate as text: what both its table for a terminal and its Markdown show. Pure. */
import type { Gate, GateGap, GateRow, GateWhy } from '../../stats/gate/gate.ts'
import { GATE_METRICS } from '../../stats/gate/gate-metrics.ts'
import { count, cpuSeconds, fineMicroseconds, microseconds, signed } from '../model/format.ts'

export const GATE_HEAD = ['', 'base', 'head', 'change', 'looks for', ''] as const

const FORMATS: Record<keyof typeof GATE_METRICS, (value: number) => string> = {
  cpu: cpuSeconds,
  switches: fineMicroseconds,
  bytes: count,
  transport: fineMicroseconds,
  p50: microseconds,
  p90: microseconds,
}

/** "transport, µs a hop". */
const nameOf = ({ what, unit }: GateRow): string =>
  what === 'errors' || what === 'proofs' ? `${what}, ${unit}` : `${GATE_METRICS[what].name}, ${unit}`

/** The cells of a row: "transport, µs a hop", "14.3", "15.8", "+10.5 % [7.2, 13.8]", "+1.4", "regression". */
export function gateCells(row: GateRow): string[] {
  const format = row.what === 'errors' || row.what === 'proofs' ? count : FORMATS[row.what]
  const figure = (side: 'base' | 'head'): string => {
    const value = row[side]
    if (value === null) return 'not measured'
    return row.of ? `${format(value)} of ${count(row.of[side])}` : format(value)
  }
  return [
    nameOf(row),
    figure('base'),
    figure('head'),
    changeText(row),
    row.looksFor === null ? '' : signed(row.looksFor, format(row.looksFor)),
    judgementText(row, format),
  ]
}

function judgementText({ judgement, why }: GateRow, format: (value: number) => string): string {
  if (why === null) return judgement
  return why.kind === 'not measured' ? 'not measured' : `${judgement}: ${whyText(why, format)}`
}

function changeText({ change, base }: GateRow): string {
  if (change === null || base === null || base === 0) return ''
  const share = (value: number): string => percent((100 * value) / base)
  const middle = `${signed(change.middle, share(change.middle))} %`
  return change.interval
    ? `${middle} [${share(change.interval.low)}, ${share(change.interval.high)}]`
    : `${middle}, no interval`
}

const percent = (value: number): string => {
  const text = Math.abs(value).toFixed(1)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

function whyText(why: GateWhy, format: (value: number) => string): string {
  switch (why.kind) {
    case 'too noisy':
      return 'the interval is too wide'
    case 'too few bring-ups':
      return `only ${count(why.bringUps)} bring-ups have the figure`
    case 'not measured':
      return 'not measured'
    case 'same code differs':
      return `the same code twice differs by ${signed(why.by, format(why.by))}`
    case 'base broken':
      return 'proofs of base did not hold'
    case 'proofs lost':
      return `bring-ups without recorded proofs: ${count(why.bringUps.base)} of base, ${count(why.bringUps.head)} of head`
    case 'rounds lost':
      return `${percent(100 * why.share)} % of the rounds were lost`
    case 'chance':
      return 'chance may bring as many'
  }
}

/** What stands above the table. */
export function gateAbout(gate: Gate): string[] {
  const { titles, isInterleaved, limits } = gate
  const floors = limits.hasFloors ? ', and not for what is small in absolute terms' : ''
  return [
    `base: ${titles.base}`,
    `head: ${titles.head}`,
    isInterleaved
      ? 'Interleaved: both were measured in the same rounds of one run.'
      : 'Not interleaved: the runs were measured one after the other, so whatever changed on the machine between them is in the change too.',
    `Looks for changes of ${Number((100 * limits.share).toPrecision(6))} % and more${floors}.`,
  ]
}

/** What more rounds or a quieter machine would not change. */
const WHATEVER_THE_NOISE = new Set<GateWhy['kind'] | undefined>([
  'not measured',
  'base broken',
  'proofs lost',
])

/** The answer in a sentence, and what keeps the gate from being fine. */
export const gateAnswer = (gate: Gate): string => [verdictText(gate), ...gate.gaps.map(gapText)].join(' ')

function verdictText({ rows, verdict, isInterleaved }: Gate): string {
  const of = (judgement: GateRow['judgement']) =>
    rows.filter((row) => row.judgement === judgement && (judgement === 'regression' || row.decides))
  const names = (some: readonly GateRow[]): string =>
    [...new Set(some.map((row) => `${row.datapath}: ${nameOf(row).split(',')[0]!}`))].join('; ')
  switch (verdict) {
    case 'regression':
      return `Regression (${names(of('regression'))}).`
    case 'could not tell': {
      const untold = of('could not tell')
      const advice = untold.every(({ why }) => WHATEVER_THE_NOISE.has(why?.kind))
        ? ''
        : ` ${isInterleaved ? 'More rounds (`--rounds`)' : 'Two runs of more rounds (`npm run bench -- --rounds`)'} or a quieter machine would.`
      return `Could not tell${untold.length === 0 ? '' : ` (${names(untold)})`}.${advice}`
    }
    case 'fine':
      return 'No regression.'
    case 'no baseline':
      return 'No baseline: base has no figures that head could be held against.'
    case 'not comparable':
      return 'These runs may not be compared.'
  }
}

const ENDS = {
  interrupted: 'was interrupted',
  failed: 'failed',
  running: 'was killed, or is still under way',
} as const

function gapText(gap: GateGap): string {
  if (gap.kind === 'missing from head') return `Base has measured ${gap.what}, and head has not.`
  return `The run${gap.of === 'both' ? '' : ` of ${gap.of}`} ${ENDS[gap.status]}, so it is not complete.`
}
