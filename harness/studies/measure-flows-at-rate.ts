/**
 * Measures the study of complete flows in network namespaces on this machine (root, three minutes):
 *
 *     node harness/studies/measure-flows-at-rate.ts > results/studies/flows-at-rate.json
 */
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arm } from '../arm/arm.ts'
import { resolveRun } from '../commands/resolve-run.ts'
import { completenessOf } from '../flows/completeness.ts'
import { createFlowReader } from '../flows/read-flows.ts'
import { topologySchema, type Topology } from '../scenario/schema.ts'
import { createCleanup } from '../system/cleanup.ts'
import { listenForInterrupt } from '../system/interrupt.ts'
import { lockMachine } from '../system/machine-lock.ts'
import { newRunId } from '../system/run-names.ts'
import { iterationsPerMicrosecond } from '../workload/cpu-work.ts'
import type { SeenAtRate } from './flows-at-rate.ts'

const CALLS_PER_SECOND = 300
/** Of a page of the scenario shop; the flat page has as many. */
const CALLS_PER_PAGE = 11
const MEASURE_MS = 10_000
const TIMEOUT_MS = 5000

const { scenario, configured } = resolveRun({
  ...{ provider: 'netns', scenario: 'shop', quick: false, out: '.', folder: process.cwd() },
  ...{ json: false, providerFlags: {} },
})
const flat = Array.from({ length: CALLS_PER_PAGE }, (_, n) => `service-${n + 1}`)
const TRAFFIC = {
  shop: { topology: scenario.topology, connection: 'keep-alive' },
  flat: {
    topology: topologySchema.parse({
      services: Object.fromEntries(flat.map((name) => [name, {}])),
      page: [{ parallel: flat.map((call) => ({ call })) }],
    }),
    connection: 'per-request',
  },
} as const

const cleanup = createCleanup()
const { signal } = listenForInterrupt()
cleanup.defer('lock of the machine', await lockMachine())
const folder = mkdtempSync(join(tmpdir(), 'hopbench-study-'))
cleanup.defer(folder, () => rm(folder, { recursive: true }))
const say = (text: string) => process.stderr.write(`${text}\n`)
const records: SeenAtRate[] = []
try {
  for (const traffic of ['shop', 'flat'] as const) records.push(...(await seenOf(traffic)))
} finally {
  for (const left of await cleanup.run()) say(`${left}; \`npm run clean\` removes it`)
}
process.stdout.write(JSON.stringify(records, null, 1) + '\n')

/** What every arm that sees anything saw of this traffic. */
async function seenOf(traffic: SeenAtRate['traffic']): Promise<SeenAtRate[]> {
  const { topology } = TRAFFIC[traffic]
  const arms = scenario.arms.filter(({ planted, isTwin }) => !planted && !isTwin)
  const { raise } = await configured.open({
    ...{ runId: newRunId(new Date()), topology, clientPlacement: scenario.clientPlacement, arms },
    ...{ cleanup, signal, record: () => undefined, configDir: folder, logDir: folder },
    iterationsPerUs: iterationsPerMicrosecond(),
    tell: { status: () => undefined, phase: (what, text) => say(`${what} ${text}`) },
  })
  const seen: SeenAtRate[] = []
  for (const [index, spec] of arms.entries()) {
    signal.throwIfAborted()
    say(`${traffic}: ${spec.name}`)
    const arm = await raise(spec, index)
    const record = await seenBy(arm, traffic, topology)
    if (record) seen.push(record)
    await arm.down()
  }
  return seen
}

async function seenBy(
  arm: Arm,
  traffic: SeenAtRate['traffic'],
  topology: Topology,
): Promise<SeenAtRate | null> {
  const { lines, about } = await arm.flows!(async () => {
    const { ledger } = await arm.runPaced(
      {
        ...{ driver: 'paced', page: topology.page, port: arm.servicePort },
        ...{ pagesPerSecond: CALLS_PER_SECOND / CALLS_PER_PAGE, connection: TRAFFIC[traffic].connection },
        ...{ warmUpMs: 0, measureMs: MEASURE_MS, timeoutMs: TIMEOUT_MS, seed: traffic },
        rawFile: join(folder, 'pages.bin'),
      },
      { began: () => Promise.resolve(), ended: () => Promise.resolve() },
    )
    return ledger.completed
  })
  if (about.unknownSince) throw new Error(`${arm.spec.name}: ${about.unknownSince.why}`)
  if (about.sees === 'nothing') return null
  const reader = createFlowReader(arm.spec.name)
  for (const line of lines) reader.line(JSON.stringify(line))
  const seconds = (Date.parse(about.to) - Date.parse(about.from)) / 1000
  const perSecond = (counts: number[]) => Math.round(counts.reduce((sum, count) => sum + count, 0) / seconds)
  return {
    traffic,
    arm: arm.spec.name,
    sees: about.sees,
    seconds: Math.round(seconds * 10) / 10,
    callsPerSecond: perSecond(about.calls.map(({ calls }) => calls)),
    connectionsPerSecond: perSecond(Object.values(about.accepted)),
    seen: completenessOf(reader.end().graph, about),
    lost: about.lost,
    switchedOn: about.switchedOn,
  }
}
