import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'reports', 'sample', 'index.html')

// A sample is its markup without the id of its pattern.
test('no two entries of the legend of a waterfall look alike', () => {
  const legend = /<p class=legend>.*?<div/s.exec(readFileSync(PAGE, 'utf8'))![0]
  const samples = [...legend.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) =>
    svg.replaceAll(/[\w-]+-sample-[\w-]+/g, 'id'),
  )
  expect(samples.length).toBeGreaterThan(5)
  expect(new Set(samples).size).toBe(samples.length)
})
