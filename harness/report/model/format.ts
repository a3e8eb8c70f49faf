/** Numbers as text: with units, a typographic minus sign, and no more digits than the figure is precise to. */
import type { Interval } from '../../stats/analysis.ts'

const MINUS = '−'

/** 21600 → "21,600". */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Digits after the point so that about three digits are shown, with thousands separated. */
function threeDigits(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return withSign(value, count(size))
  const text = size.toFixed(size >= 10 ? 1 : 2)
  return withSign(Number(text) === 0 ? 0 : value, text)
}

const withSign = (value: number, text: string): string => (value < 0 ? MINUS + text : text)

/** Puts a plus sign before a positive difference. A difference that rounds to zero has no sign. */
export const signed = (value: number, text: string): string =>
  /[1-9]/.test(text) ? (value > 0 ? '+' : '') + text : text.replace(MINUS, '')

/** Microseconds without unit: whole from 10 on, one decimal below. */
export function microseconds(us: number): string {
  const size = Math.abs(us)
  const text = size >= 9.95 ? count(size) : size.toFixed(1).replace(/\.0$/, '')
  return withSign(text === '0' ? 0 : us, text)
}

/** Microseconds of the hop clock, which tells tenths: one decimal below 100. */
export function fineMicroseconds(us: number): string {
  const size = Math.abs(us)
  const text = size >= 99.95 ? count(size) : size.toFixed(1)
  return withSign(Number(text) === 0 ? 0 : us, text)
}

/** "+598", "−4", "0": µs without unit. */
export const signedMicroseconds = (us: number): string => signed(us, microseconds(us))

/** A time of a page: "850 µs", "4.21 ms". */
export const time = (us: number): string =>
  Math.abs(us) < 1000 ? `${microseconds(us)} µs` : `${threeDigits(us / 1000)} ms`

export const signedTime = (us: number): string => signed(us, time(us))

/** CPU-seconds without unit: "2.26", "0.041". */
export function cpuSeconds(value: number): string {
  const size = Math.abs(value)
  if (size < 0.0005) return '0'
  const text = size >= 100 ? count(size) : size.toFixed(size >= 10 ? 1 : size >= 0.095 ? 2 : 3)
  return withSign(Number(text) === 0 ? 0 : value, text)
}

export const signedCpuSeconds = (value: number): string => signed(value, cpuSeconds(value))

/** Decimal megabytes: "27 MB", "0.2 MB"; under 50 kB in kilobytes. */
export function bytes(value: number): string {
  const size = Math.abs(value)
  if (size >= 0.95e9) return withSign(value, `${(size / 1e9).toFixed(2)} GB`)
  if (size >= 50e3) return withSign(value, `${(size / 1e6).toFixed(size >= 9.95e6 ? 0 : 1)} MB`)
  if (size === 0) return '0 MB'
  return withSign(value, `${(size / 1e3).toFixed(0)} kB`)
}

/** "×3.4"; near 1 with two decimals, so that ×1.04 does not read as ×1.0. */
export const factor = (value: number): string => `×${times(value)}`

/** The number of `factor` without the sign: for intervals, and for sentences that say "times". */
export const times = (value: number): string =>
  value >= 9.95 ? count(value) : value.toFixed(value < 1.095 ? 2 : 1)

/** No-break space, which keeps a number and its percent sign on one line. */
const TIE = '\u00a0'

/** Share as a percentage: "0.12 %", "58 %". */
export function percent(share: number): string {
  const value = Math.abs(share * 100)
  if (value === 0) return `0${TIE}%`
  if (value < 0.005) return `under 0.01${TIE}%`
  return withSign(share, `${percentDigits(value)}${TIE}%`)
}

/** Between 99 and 100, one digit after the point, so that 99.9 % does not read as 100 %. */
const percentDigits = (value: number): string =>
  value > 99 && value < 100
    ? String(Math.min(99.9, Number(value.toFixed(1))))
    : value.toFixed(value >= 9.95 ? 0 : value >= 0.995 ? 1 : 2)

/** A rate: "200", "12.5". */
export const rate = (perSecond: number): string =>
  perSecond >= 100 || Number.isInteger(perSecond) ? count(perSecond) : perSecond.toFixed(1)

/** A mean number of pages: "0.25", "1.9". */
export const pagesText = (pages: number): string => pages.toFixed(pages < 1 ? 2 : 1)

/** "[570, 620]" with the given formatter; "no interval" where there were too few bring-ups. */
export const interval = (range: Interval | null, format: (value: number) => string): string =>
  range ? `[${format(range.low)}, ${format(range.high)}]` : 'no interval'

/** Money without its currency, to three digits: "46.3", "0.0317". */
export function money(value: number): string {
  const size = Math.abs(value)
  if (size >= 10) return threeDigits(value)
  const decimals = size === 0 ? 0 : Math.min(MOST_DECIMALS, 2 - Math.floor(Math.log10(size)))
  const text = size.toFixed(decimals)
  return withSign(Number(text) === 0 ? 0 : value, Number(text) === 0 ? '0' : text)
}

/** Digits after the point of money at most: less than a millionth is nothing on a bill. */
const MOST_DECIMALS = 6

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "23 Nov 2026, 14:02 UTC"; in UTC, so that every machine writes the same text. */
export function date(iso: string): string {
  const at = new Date(iso)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]!} ${at.getUTCFullYear()}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`
}

/** "9.1 s", "3 min". */
export const duration = (ms: number): string =>
  ms < 120_000 ? `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s` : `${Math.round(ms / 60_000)} min`
