import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadPrices } from '../prices/load-prices.ts'
import { readCalibration } from '../results/calibration-files.ts'
import { readRun } from '../results/read-run.ts'
import { analyze } from '../stats/analyze.ts'
import { colourVariables } from '../report/look/palette.ts'
import { renderReport } from '../report/render-report.ts'
import { pngColours } from '../report/testing/png-colours.ts'
import { readSights } from './read-sights.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test.each(['sample', 'sample-kind'])(
  'the report of the committed %s is rebuilt byte for byte from its results',
  async (name) => {
    const dir = join(ROOT, 'results', name)
    const { run, journal, journalFile, evidence, samplesOf } = readRun(dir)
    const analysis = analyze(run, journal, evidence, samplesOf)
    const calibration = readCalibration(dir)
    const sights = await readSights(dir, run)
    const input = { run, journal, journalFile, evidence, analysis, calibration, prices: loadPrices(), sights }
    for (const { name: file, content } of await renderReport(input, `../../results/${name}/`)) {
      const committed = join(ROOT, 'reports', name, file)
      expect(
        existsSync(committed) && readFileSync(committed, 'utf8') === content,
        `reports/${name}/${file} is not what this tree makes of results/${name}; if the change is meant, or prices.yaml has changed: ` +
          `\`npm run report -- ${name}\`, look at the page, and commit it`,
      ).toBe(true)
    }
  },
)

test('the picture of the sample has the very colours of its datapaths: none was lost to save bytes', () => {
  const { run } = readRun(join(ROOT, 'results', 'sample'))
  const seen = pngColours(readFileSync(join(ROOT, 'reports', 'sample', 'report.png')))
  const hues = [...colourVariables(run.datapaths, 'light').matchAll(/--dp-([\w-]+):(#\w{6})/g)]
  const drawn = hues.filter(([, datapath]) => datapath !== 'direct')
  expect(drawn.length).toBeGreaterThan(2)
  for (const [, datapath, hue] of drawn) expect(seen, datapath).toContain(hue)
})
