/** Planted effects as text: what was planted, where it lands, in which unit. */
import type { PlantedEffectRecord } from '../../../results/record.ts'
import type { PlantedFigure, PlantedRow, PlantedVerdict } from '../../../stats/planted/planted-analysis.ts'
import { signed } from '../format.ts'

const MEGABYTE = 1e6

/** "prices is busy for 20 µs with each request". */
export function effectText(effect: PlantedEffectRecord): string {
  switch (effect.kind) {
    case 'busy-service':
      return `${effect.service} is busy for ${effect.us} µs with each request`
    case 'slow-hop':
      return `each request to ${effect.to} is held up for ${effect.us} µs on its way`
    case 'busy-agent':
      return `an agent takes ${effect.sliceUs} µs of CPU every ${effect.everyUs / 1000} ms`
    case 'held-memory':
      return `an agent holds ${(effect.bytes / MEGABYTE).toFixed(0)} MB`
    case 'lost-packets':
      return `one in ${effect.every} requests to ${effect.to} is lost on its way`
    case 'pauses':
      return `${effect.service} stands still for ${effect.pauseMs} ms every ${effect.everyMs / 1000} s`
  }
}

/** Where an effect lands, with the statistic. */
export function figureText(figure: PlantedFigure): string {
  switch (figure.of) {
    case 'page':
      return 'a page by the user clock, p50'
    case 'app':
      return `own time of ${figure.service} by the hop clock, p10`
    case 'transport':
      return `transport ${figure.from} → ${figure.to} by the hop clock, mean`
    case 'service CPU':
      return `CPU of ${figure.service} for a page`
    case 'agent CPU':
      return 'CPU of agents'
    case 'agent memory':
      return 'memory of agents'
    case 'app memory':
      return 'memory of services'
    case 'sent again':
      return 'requests sent again, by the hop clock'
    case 'slow pages':
      return `pages over ${figure.beyondMs} ms`
    case 'p99':
      return 'p99 of a page by the user clock'
  }
}

const UNITS: Record<PlantedFigure['of'], string> = {
  page: 'µs',
  app: 'µs',
  transport: 'µs',
  'service CPU': 'µs',
  'agent CPU': 'ms/s',
  'agent memory': 'MB',
  'app memory': 'MB',
  'sent again': 'of 1000 pages',
  'slow pages': 'of 1000 pages',
  p99: 'ms',
}

export const unitText = ({ of }: PlantedFigure): string => UNITS[of]

/** "+20.3", "−0.4", "0.0": one decimal, which all units have. */
export const amountText = (value: number): string => {
  const text = Math.abs(value).toFixed(1)
  return signed(value, value < 0 ? `−${text}` : text)
}

export const VERDICT_TEXT: Record<PlantedVerdict, string> = {
  found: 'found',
  nothing: 'nothing, as planted',
  'too coarse': 'too coarse to tell',
  missed: 'MISSED',
  'not measured': 'not measured',
}

/** "[18.1, 22.0]"; null where there is none. */
export function intervalText({ estimate }: PlantedRow): string | null {
  if ('notMeasured' in estimate || estimate.interval === null) return null
  const { low, high } = estimate.interval
  return `[${[low, high].map((end) => amountText(end).replace('+', '')).join(', ')}]`
}
