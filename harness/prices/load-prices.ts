/** Loads a file with prices and checks it. One message lists all problems of the file. */
import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'
import { didYouMean } from '../words/did-you-mean.ts'
import { parseChecked } from '../yaml/parse-checked.ts'
import type { Problem } from '../yaml/problem.ts'
import { CURRENCIES } from './currencies.ts'
import { pricesSchema, type Prices } from './schema.ts'

/** The file that reports use unless `--prices` names another. */
export const SHIPPED_PRICES = resolve(import.meta.dirname, '../../prices.yaml')

/**
 * Reads and checks a file with prices.
 * @throws UsageError with `file:line:column path message` and the line itself for each problem.
 */
export function loadPrices(file: string = SHIPPED_PRICES): Prices {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `the prices cannot be read: ${messageOf(error)}`,
      'give --prices the path of a file like prices.yaml of hopbench, or leave it out',
    )
  }
  return parsePrices(file, text)
}

/** Parses and checks the text of a file with prices. `file` names the text in messages. @throws UsageError */
export function parsePrices(file: string, text: string): Prices {
  const prices = parseChecked(file, text, {
    what: 'prices',
    advice: 'prices.yaml of hopbench is an example with every field; nothing has been started or written',
    schema: pricesSchema,
    check: ({ currency }) => checkCurrency(currency),
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
