/** How complete the flows of each datapath were at a steady rate. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNotMeasured } from '../../results/measured.ts'
import { count } from '../../report/model/format.ts'
import { shareText, type SeenAtRate } from '../../studies/flows-at-rate.ts'
import { table } from '../generated-block.ts'
import { ROOT } from '../pages.ts'

export function flowsAtRateTable(): string {
  const file = join(ROOT, 'results', 'studies', 'flows-at-rate.json')
  const records = JSON.parse(readFileSync(file, 'utf8')) as SeenAtRate[]
  return table(
    [
      'traffic',
      'arm',
      'made a second',
      'edges found',
      'invented',
      'calls seen',
      'connections seen',
      'events lost',
    ],
    records.map(({ traffic, arm, callsPerSecond, connectionsPerSecond, seen, lost }) => [
      traffic,
      arm,
      `${count(callsPerSecond)} calls, ${count(connectionsPerSecond)} connections`,
      `${seen.found} of ${seen.edges}`,
      count(seen.invented.length),
      shareText(seen.calls),
      shareText(seen.connections),
      isNotMeasured(lost) ? lost.notMeasured : count(lost),
    ]),
  )
}
