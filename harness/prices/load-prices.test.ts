/** The file with prices, and what its author is told about mistakes. */
import { expect, test } from 'vitest'
import { refusalOf } from '../testing/refusal.ts'
import { CURRENCIES } from './currencies.ts'
import { loadPrices, parsePrices } from './load-prices.ts'

const GOOD = `currency: EUR
perCoreHour:
  price: 0.03
  source: our own machines
  date: 2026-01-31
perGibHour:
  price: 0.004
  source: our own machines
  date: 2026-01-31
`
const read = (text: string) => parsePrices('/home/user/mine.yaml', text)

test('a file of somebody’s own is read; the report gets its name without the folder', () => {
  expect(read(GOOD)).toEqual({
    file: 'mine.yaml',
    currency: 'EUR',
    perCoreHour: { price: 0.03, source: 'our own machines', date: '2026-01-31' },
    perGibHour: { price: 0.004, source: 'our own machines', date: '2026-01-31' },
    defaultRequests: [],
  })
})

test('the shipped file is good, and each of its numbers has a URL', () => {
  const { currency, perCoreHour, perGibHour, defaultRequests } = loadPrices()
  expect(currency).toBe('USD')
  for (const { source } of [perCoreHour, perGibHour, ...defaultRequests])
    expect(source).toMatch(/https:\/\/\S+$/)
})

test('every currency is known to the system’s own list of currencies too', () => {
  // Codes of 2024 and later may be missing in the list of an older system.
  const YOUNG = ['XCG', 'ZWG', 'SLE', 'VED']
  const known = Intl.supportedValuesOf('currency')
  expect(CURRENCIES.filter((code) => !known.includes(code) && !YOUNG.includes(code))).toEqual([])
  expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length)
})

test.each([
  [
    'a mistyped currency',
    GOOD.replace('EUR', 'EUX'),
    '1:11  currency  must be a code of ISO 4217, such as USD or EUR, but is "EUX"; did you mean "EUR"?',
  ],
  ['a currency in small letters', GOOD.replace('EUR', 'usd'), '"usd"; did you mean "USD"?'],
  ['a sign in place of a currency', GOOD.replace('EUR', '"$"'), '1:11  currency  must be a code of ISO 4217'],
  ['a currency that nobody pays with any more', GOOD.replace('EUR', 'DEM'), 'but is "DEM"'],
  [
    'a negative price',
    GOOD.replace('0.03', '-0.03'),
    '3:10  perCoreHour.price  must be at least 0, but is -0.03',
  ],
  [
    'a price as text',
    GOOD.replace('0.03', '3 cents'),
    '3:10  perCoreHour.price  must be a number, but is "3 cents"',
  ],
  [
    'a missing date',
    GOOD.replace(/ {2}date: 2026-01-31\n$/, ''),
    'perGibHour.date  must be the day on which the number was read, as 2026-03-10, but is missing',
  ],
  [
    'a date that is no day',
    GOOD.replace('2026-01-31', '2026-02-30'),
    '5:9  perCoreHour.date  must be the day on which the number was read, as 2026-03-10, but is "2026-02-30"',
  ],
  [
    'a date that is still to come',
    GOOD.replace('2026-01-31', '9026-01-31'),
    '5:9  perCoreHour.date  must be the day on which the number was read, but 9026-01-31 is still to come',
  ],
  [
    'a product with two entries',
    `${GOOD}defaultRequests:\n${'  - { product: Istio, cores: 1, memoryMib: 128, source: chart, date: 2026-01-31 }\n'.repeat(2)}`,
    'defaultRequests[1]  is a second entry for Istio: leave one',
  ],
  [
    'a missing source',
    GOOD.replace(/ {2}source: our own machines\n/, ''),
    'perCoreHour.source  must be text or a URL that says where the number comes from, but is missing',
  ],
  ['an empty source', GOOD.replace('our own machines', '" "'), 'must say where the number comes from'],
  ['a mistyped field', GOOD.replace('perGibHour', 'perGiBHour'), 'did you mean "perGibHour"?'],
  ['a price for nothing', 'currency: USD\n', 'perCoreHour  must be a mapping, but is missing'],
  [
    'negative requests',
    `${GOOD}defaultRequests:\n  - { product: Istio, cores: -1, memoryMib: 128, source: chart, date: 2026-01-31 }\n`,
    'defaultRequests[0].cores  must be at least 0, but is -1',
  ],
])('%s is refused with its place, its value and what is expected', (_, text, words) => {
  const refusal = refusalOf(() => read(text))
  expect(refusal).toContain('/home/user/mine.yaml:')
  expect(refusal).toContain(words)
  expect(refusal).toMatch(/\n {2}→ prices\.yaml of hopbench is an example with every field/)
})

test('a file that is not there is refused with what to give instead', () => {
  expect(refusalOf(() => loadPrices('/nowhere/prices.yaml'))).toMatch(
    /the prices of \/nowhere\/prices\.yaml cannot be read: .*\n {2}→ give --prices the path/s,
  )
})

test('a folder in place of the file is named', () => {
  expect(refusalOf(() => loadPrices(import.meta.dirname))).toContain(
    `${import.meta.dirname} is a folder\n  → give --prices the path`,
  )
})
