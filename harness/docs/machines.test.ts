/** That pages hold figures of one machine against each other, and say so where a run is of another. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRunRecord } from '../results/read-run.ts'
import { machinesText, requireOneMachine } from './machines.ts'
import { ROOT } from './pages.ts'

const run = (folder: string) => readRunRecord(join(ROOT, 'results', folder))
const netns = { run: run('sample'), name: 'the sample' }
const elsewhere = {
  ...netns.run,
  id: 'elsewhere',
  host: { ...netns.run.host, cpuModel: 'another processor' },
}

// In other tables no row says anything of another one, and the page names the machine of each run.
test.each(['sample-kind', 'studies/neighbour'])('results/%s and the sample are of one machine', (folder) =>
  expect(() => requireOneMachine([netns.run, run(folder)])).not.toThrow(),
)

test('a page says whether two runs may be held against each other', () => {
  expect(machinesText(run('sample-kind'), netns)).toContain('may be held against each other')
  expect(machinesText(elsewhere, netns)).toContain('another one than that of the sample: do not hold')
})

test('a table of runs of two machines is refused, with both machines and what to do', () => {
  expect(() => requireOneMachine([netns.run, elsewhere])).toThrow(
    /elsewhere \(another processor\) is of another machine than .*: measure both on one machine/,
  )
})
