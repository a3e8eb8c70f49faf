/** Loads a file with prices and checks it. One message lists all problems of the file. */
import { basename, resolve } from 'node:path'
import { didYouMean } from '../words/did-you-mean.ts'
import { parseChecked } from '../yaml/parse-checked.ts'
import type { Problem } from '../yaml/problem.ts'
import { writtenText } from '../yaml/written-text.ts'
import { CURRENCIES } from './currencies.ts'
import { pricesSchema, type Prices } from './schema.ts'

type Parsed = Omit<Prices, 'file'>

/** The file that reports use unless `--prices` names another. */
export const SHIPPED_PRICES = resolve(import.meta.dirname, '../../prices.yaml')

/**
 * Reads and checks a file with prices.
 * @throws UsageError with `file:line:column path message` and the line itself for each problem.
 */
export function loadPrices(file: string = SHIPPED_PRICES): Prices {
  const text = writtenText(
    file,
    `the prices of ${file}`,
    'give --prices the path of a file like prices.yaml of hopbench, or leave it out',
  )
  return parsePrices(file, text)
}

/**
 * Parses and checks the text of a file with prices.
 * @param file names the text in messages
 * @param today the last day on which a price can have been read, as 2026-03-10
 * @throws UsageError
 */
export function parsePrices(file: string, text: string, today = latestToday()): Prices {
  const prices = parseChecked(file, text, {
    what: 'prices',
    advice: 'prices.yaml of hopbench is an example with every field; nothing has been started or written',
    schema: pricesSchema,
    check: (read) => [...checkCurrency(read.currency), ...checkDates(read, today), ...checkProducts(read)],
  })
  return { ...prices, file: basename(file) }
}

const checkCurrency = (currency: string): Problem[] =>
  CURRENCIES.includes(currency)
    ? []
    : [
        {
          path: ['currency'],
          message: `must be a code of ISO 4217, such as USD or EUR, but is "${currency}"${didYouMean(currency, CURRENCIES)}`,
        },
      ]

/** The day that it is in the time zone that is furthest ahead, UTC+14: no date is refused where it is today already. */
const latestToday = (): string => new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10)

/** A number that was read on a day to come is a slip: a report would show the date as its proof. */
function checkDates({ perCoreHour, perGibHour, defaultRequests }: Parsed, today: string): Problem[] {
  const dated: [path: Problem['path'], date: string][] = [
    [['perCoreHour'], perCoreHour.date],
    [['perGibHour'], perGibHour.date],
    ...defaultRequests.map(({ date }, n): [Problem['path'], string] => [['defaultRequests', n], date]),
  ]
  return dated.flatMap(([path, date]) =>
    date > today
      ? [
          {
            path: [...path, 'date'],
            message: `must be the day on which the number was read, but ${date} is still to come`,
          },
        ]
      : [],
  )
}

/** Of two entries for one product a bill could use only one, and nobody would see which. */
const checkProducts = ({ defaultRequests }: Parsed): Problem[] =>
  defaultRequests.flatMap(({ product }, n) =>
    defaultRequests.findIndex((other) => other.product === product) === n
      ? []
      : [{ path: ['defaultRequests', n], message: `is a second entry for ${product}: leave one` }],
  )
