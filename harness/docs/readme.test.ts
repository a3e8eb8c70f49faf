/** That the README stays as short as a first look may be. */
import { expect, test } from 'vitest'
import { readPage } from './pages.ts'

const MOST_BYTES = 8192

test(`the README is at most ${MOST_BYTES} bytes`, () => {
  expect(Buffer.byteLength(readPage('README.md'))).toBeLessThanOrEqual(MOST_BYTES)
})

test('the README says what sudo does before the first line that needs it', () => {
  const readme = readPage('README.md')
  const told = ['apt-get', 'PyPI', '/var/cache/hopbench', "host's own network"].map((what) =>
    readme.indexOf(what),
  )
  const needed = readme.search(/^sudo /m)
  expect(needed).toBeGreaterThan(0)
  for (const at of told) {
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThan(needed)
  }
})
