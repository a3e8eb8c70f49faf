import { expect, test } from 'vitest'
import { cdf } from './cdf.ts'

/** A raw file whose pages took these µs of service; they waited 1 ms to be released and 0.5 ms to be written. */
function file(serviceUs: number[]): Float64Array {
  return Float64Array.from(
    serviceUs.flatMap((us, page) => [
      page * 5e6,
      page * 5e6 + 1e6,
      page * 5e6 + 1.5e6,
      page * 5e6 + 1.5e6 + us * 1000,
      page,
    ]),
  )
}
const toThousand = Array.from({ length: 1000 }, (_, index) => index + 1)

test('service time runs from written to done, over the pages of all files', () => {
  const points = cdf([file(toThousand.slice(0, 400)), null, file(toThousand.slice(400))])
  expect(points.find(({ share }) => share === 0.5)!.us).toBeCloseTo(500.5, 6)
  expect(points.find(({ share }) => share === 0.9)!.us).toBeCloseTo(900.1, 6)
})

test('a tail is drawn only as far as ten pages lie beyond it', () => {
  expect(cdf([file(toThousand)]).at(-1)!.share).toBe(0.99)
  expect(cdf([file(toThousand.slice(0, 999))]).at(-1)!.share).toBe(0.985)
  expect(cdf([file([1, 2, 3])])).toEqual([])
  expect(cdf([null])).toEqual([])
})
