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
import { machinesText } from './machines.ts'
import { meshTable } from './mesh-table.ts'
import { ROOT } from './pages.ts'
import { sampleBlock, type Sample } from './sample-table.ts'
import { readSights } from '../commands/read-sights.ts'
import { addedCostTable } from './studies/added-cost-table.ts'
import { attemptsTable } from './studies/attempts-table.ts'
import { countsTable, priceTable } from './studies/clock-tables.ts'
import { connectTable } from './studies/connect-table.ts'
import { controlPlaneTable } from './studies/control-plane-table.ts'
import { flowsAtRateTable } from './studies/flows-at-rate-table.ts'
import { gatesTable } from './studies/gates-table.ts'
import { gatewayBesideTable } from './studies/gateway-beside-table.ts'
import { halfWidthsTable } from './studies/half-widths-table.ts'
import { plantedEffectsTable } from './studies/planted-effects-table.ts'
import { p10Text } from './studies/p10-text.ts'
import { raiseOrderTable } from './studies/raise-order-table.ts'
import { runTimesTable } from './studies/run-times-table.ts'
import { sameArmTwiceTable } from './studies/same-arm-twice-table.ts'
import { seeingTable } from './studies/seeing-table.ts'
import { settlingTable, warmUpTable } from './studies/settling-table.ts'
import { speedTable } from './studies/speed-table.ts'
import { excludedText, studyRun } from './studies/study-run.ts'
import { policyCasesTable } from './testing/policy-cases.ts'
import { workedExample } from './worked-example.ts'

const sampleOf = (id: string): Sample => ({
  run: readRunRecord(join(ROOT, 'results', id)),
  summary: JSON.parse(readFileSync(join(ROOT, 'reports', id, 'summary.json'), 'utf8')) as Sample['summary'],
})

/** Each run is read and analysed once; several tables show it. */
const STUDIES = {
  quiet: studyRun('results/sample'),
  neighbour: studyRun('results/studies/neighbour', { takeAll: true }),
  scale: studyRun('results/studies/services-scale'),
  kind: studyRun('results/sample-kind'),
  seeing: studyRun('results/studies/price-of-seeing'),
  policy: studyRun('results/studies/policy-scale'),
  gateway: studyRun('results/studies/gateway'),
  gatewayEmulated: studyRun('results/studies/gateway-beside/netns'),
  gatewayReal: studyRun('results/studies/gateway-beside/kind'),
  hubble: studyRun('results/studies/hubble-off-and-on'),
}

/** What datapaths made of the attempts of a committed run of `strangers`. */
async function strangersTable(place: 'netns' | 'kind'): Promise<string> {
  const folder = join(ROOT, 'results/studies/strangers', place)
  const run = readRunRecord(folder)
  return attemptsTable(run, await readSights(folder, run))
}
const STRANGERS = { netns: await strangersTable('netns'), kind: await strangersTable('kind') }

const datapathsOf = (provider: string) =>
  datapathSections(providers.find(({ name }) => name === provider)!.datapaths)

test.each<[page: string, blocks: Record<string, () => string>]>([
  ['README.md', { sample: () => sampleBlock(sampleOf('sample')) }],
  ['docs/policy-cases.md', { 'policy cases': policyCasesTable }],
  [
    'docs/kubernetes.md',
    {
      meshes: () => meshTable(meshes),
      'sample on kind': () =>
        [
          sampleBlock(sampleOf('sample-kind')),
          machinesText(STUDIES.kind.run, {
            run: STUDIES.quiet.run,
            name: 'the sample on network namespaces',
          }),
        ].join('\n\n'),
    },
  ],
  [
    'docs/datapaths.md',
    {
      'datapaths on network namespaces': () => datapathsOf('netns'),
      'datapaths on Kubernetes': () => datapathsOf('kind'),
    },
  ],
  ['docs/method.md', { 'worked example': () => workedExample(STUDIES.quiet) }],
  [
    'docs/studies.md',
    {
      'half-widths': () =>
        halfWidthsTable([
          { name: 'quiet', study: STUDIES.quiet },
          { name: 'with a neighbour', study: STUDIES.neighbour },
        ]),
      p10: () => p10Text(STUDIES.quiet),
      'excluded with a neighbour': () => excludedText(STUDIES.neighbour),
      'same arm twice': sameArmTwiceTable,
      'planted effects': plantedEffectsTable,
      gates: gatesTable,
      'flows at a rate': flowsAtRateTable,
      'price of seeing': () => seeingTable(STUDIES.seeing),
      'strangers on netns': () => STRANGERS.netns,
      'strangers on kind': () => STRANGERS.kind,
      'price of policy': () => addedCostTable(STUDIES.policy, ({ why }) => why === 'policy'),
      'price of hubble': () => seeingTable(STUDIES.hubble),
      'hubble by the hop clock': () => addedCostTable(STUDIES.hubble, ({ why }) => why === 'seeing'),
      'gateway beside': () => gatewayBesideTable(STUDIES.gatewayEmulated, STUDIES.gatewayReal),
      'gateway excluded': () => excludedText(STUDIES.gateway),
      'central gateway': () => addedCostTable(STUDIES.gateway, ({ arm }) => arm.startsWith('gateway')),
      counts: () => countsTable(STUDIES.quiet),
      'counts on kind': () => countsTable(STUDIES.kind),
      price: () => priceTable(STUDIES.quiet),
      connect: () => connectTable(STUDIES.scale),
      'raise order': () => raiseOrderTable([STUDIES.quiet, STUDIES.scale, STUDIES.kind]),
      'warm-up': () => warmUpTable(STUDIES.quiet),
      settling: () => settlingTable(STUDIES.quiet),
      'settling on kind': () => settlingTable(STUDIES.kind),
      'control planes': () => controlPlaneTable(STUDIES.kind),
      speed: () => speedTable([STUDIES.quiet, STUDIES.kind]),
      'run times': () => runTimesTable(Object.values(STUDIES)),
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
