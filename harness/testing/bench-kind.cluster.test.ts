/** A run on a real kind cluster is killed in its rounds: its leftovers can be removed, and its records can be read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { clusterFlags } from '../providers/kubernetes/kind/testing/cluster-flags.ts'
import { findContainerEngine } from '../system/container-engine.ts'
import { nodesOfCluster } from '../system/kind-clusters.ts'
import { requireNeed } from '../system/require-need.ts'
import { clusterName, runtimeDir } from '../system/run-names.ts'
import { hopbench, startBench } from './bench-program.ts'
import { tracesOf } from './traces.ts'

/** Creating a cluster with three arms takes minutes when images must be pulled. */
const STAGE_WITHIN_MS = 600_000
/** Variables with which the user's shell chooses a container engine. */
const ENGINE_VARIABLES = ['DOCKER_HOST', 'CONTAINER_HOST', 'KIND_EXPERIMENTAL_PROVIDER', 'XDG_RUNTIME_DIR']

const env = Object.fromEntries(
  ENGINE_VARIABLES.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  }),
)

describe.skipIf(await requireNeed('cluster'))('kill -9 of a run on kind, in its rounds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-bench-kind-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('clean removes its cluster, paused as it may be, and nothing else; report shows what there is', async () => {
    const engine = await findContainerEngine()
    const everything = async () => [
      ...(await engine.run(['ps', '-a', '--format', '{{.Names}}'])).split('\n'),
      ...(await engine.run(['volume', 'ls', '--quiet'])).split('\n'),
    ]
    const before = new Set(await everything())
    const datapath = 'kube-proxy-iptables'
    const flags = [
      '--provider',
      'kind',
      '--datapaths',
      datapath,
      '--quick',
      '--rounds',
      '6',
      ...clusterFlags(),
    ]
    await using bench = await startBench(folder, [datapath], { env, flags, stageWithinMs: STAGE_WITHIN_MS })
    const trials = () => bench.stored().journal.filter(({ kind }) => kind === 'trial')
    await bench.until('a round of trials', () => trials().length >= 3)
    bench.kill()
    await bench.outcome
    expect(trials().map((trial) => ('status' in trial ? trial.status : ''))).not.toContain('failed')
    const cluster = clusterName(bench.runId, 'plain')
    const nodes = await nodesOfCluster(engine, cluster)
    expect(nodes).toHaveLength(1)
    await engine.pause(nodes)

    const cleaned = await hopbench(['clean'], env)
    expect(cleaned).toMatchObject({ exitCode: 0, stderr: '' })
    expect(cleaned.stdout).toContain(`removed     kind cluster ${cluster}\n`)
    expect(cleaned.stdout).toContain(`removed     folder ${runtimeDir(bench.runId)}\n`)
    // Nothing new may be there. Things of other users may have disappeared meanwhile.
    expect((await everything()).filter((name) => !before.has(name))).toEqual([])
    expect(tracesOf(bench.runId)).toEqual([])
    expect((await hopbench(['clean'], env)).stdout).not.toContain(bench.runId)

    const out = join(folder, 'out')
    const reported = await hopbench(['report', bench.runId, '--out', out])
    expect(reported).toMatchObject({ exitCode: 0 })
    expect(readdirSync(bench.reportDir)).toContain('index.html')
    const report = readFileSync(join(bench.reportDir, 'report.md'), 'utf8')
    expect(report).toContain('kube-proxy')
    expect(report).toContain('This run has not finished, or was killed.')
  })
})
