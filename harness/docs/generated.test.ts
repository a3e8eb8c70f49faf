/** That what pages say of datapaths, meshes and samples is what code and records say. `-u` renews the pages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { providers } from '../providers/index.ts'
import { meshes } from '../providers/kubernetes/mesh/shipped-meshes.ts'
import { readRunRecord } from '../results/read-run.ts'
import { datapathSections } from './datapaths-page.ts'
import { withBlock } from './generated-block.ts'
import { meshTable } from './mesh-table.ts'
import { ROOT } from './pages.ts'
import { sampleBlock, type Sample } from './sample-table.ts'
import { countsTable, priceTable } from './studies/clock-tables.ts'
import { connectTable } from './studies/connect-table.ts'
import { halfWidthsTable } from './studies/half-widths-table.ts'
import { runTimesTable } from './studies/run-times-table.ts'
import { sameArmTwiceTable } from './studies/same-arm-twice-table.ts'
import { excludedText, studyRun } from './studies/study-run.ts'

const sampleOf = (id: string): Sample => ({
  run: readRunRecord(join(ROOT, 'results', id)),
  summary: JSON.parse(readFileSync(join(ROOT, 'reports', id, 'summary.json'), 'utf8')) as Sample['summary'],
})

const NEIGHBOUR = 'results/studies/neighbour'
const SERVICES_SCALE = 'results/studies/services-scale'

const datapathsOf = (provider: string) =>
  datapathSections(providers.find(({ name }) => name === provider)!.datapaths)

test.each<[page: string, blocks: Record<string, () => string>]>([
  ['README.md', { sample: () => sampleBlock(sampleOf('sample')) }],
  [
    'docs/kubernetes.md',
    { meshes: () => meshTable(meshes), 'sample on kind': () => sampleBlock(sampleOf('sample-kind')) },
  ],
  [
    'docs/datapaths.md',
    {
      'datapaths on network namespaces': () => datapathsOf('netns'),
      'datapaths on Kubernetes': () => datapathsOf('kind'),
    },
  ],
  [
    'docs/studies.md',
    {
      'half-widths': () =>
        halfWidthsTable([
          { name: 'quiet', study: studyRun('results/sample') },
          { name: 'with a neighbour', study: studyRun(NEIGHBOUR, { takeAll: true }) },
        ]),
      'excluded with a neighbour': () => excludedText(studyRun(NEIGHBOUR)),
      'same arm twice': sameArmTwiceTable,
      counts: () => countsTable(studyRun('results/sample')),
      'counts on kind': () => countsTable(studyRun('results/sample-kind')),
      price: () => priceTable(studyRun('results/sample')),
      connect: () => connectTable(studyRun(SERVICES_SCALE)),
      'run times': () =>
        runTimesTable(
          ['results/sample', NEIGHBOUR, SERVICES_SCALE, 'results/sample-kind'].map((folder) =>
            studyRun(folder),
          ),
        ),
    },
  ],
])('%s says what code and records say', async (page, blocks) => {
  const file = join(ROOT, page)
  let text = readFileSync(file, 'utf8')
  for (const [name, content] of Object.entries(blocks)) text = withBlock(text, name, content())
  await expect(await format(text, { ...(await resolveConfig(file)), filepath: file })).toMatchFileSnapshot(
    file,
  )
})
