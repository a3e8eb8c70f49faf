/** A figure that is known and not told, because it would mislead. It is no missing reading: the reason is another one. */
import type { NotMeasured } from '../results/record.ts'

export interface Withheld {
  withheld: string
}

/** A number, or why there is none. */
export type Figure = number | NotMeasured | Withheld

export const isWithheld = (figure: unknown): figure is Withheld =>
  typeof figure === 'object' && figure !== null && 'withheld' in figure

/** The number; null where there is none. */
export const numberOf = (figure: Figure): number | null => (typeof figure === 'number' ? figure : null)

/** Why there is no number; null where there is one. */
export const whyNot = (figure: Figure): string | null =>
  typeof figure === 'number'
    ? null
    : isWithheld(figure)
      ? `withheld: ${figure.withheld}`
      : `not measured: ${figure.notMeasured}`
