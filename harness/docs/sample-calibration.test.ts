/** The committed calibration of the two samples is what their records give. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRun } from '../results/read-run.ts'
import { analyze } from '../stats/analyze.ts'
import { calibrate, isCounterpart } from '../stats/calibration.ts'

const RESULTS = join(import.meta.dirname, '..', '..', 'results')

function sample(name: string) {
  const { run, journal, evidence } = readRun(join(RESULTS, name))
  return { run, journal, analysis: analyze(run, journal, evidence, () => null) }
}

test('the samples are counterparts, and their calibration is renewed by `npx vitest run --project unit harness/docs -u`', async () => {
  const [model, real] = [sample('sample'), sample('sample-kind')]
  expect(isCounterpart(model.run, real.run)).toBe(true)
  await expect(JSON.stringify(calibrate(model, real), null, 2) + '\n').toMatchFileSnapshot(
    join(RESULTS, 'sample-kind', 'calibration.json'),
  )
})
