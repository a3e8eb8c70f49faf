/** Logs whose last records come late, as on a loaded machine, read through a server that answers as an API server does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../api/connect.ts'
import { writeKubeconfig } from '../api/testing/kubeconfig.ts'
import { armSpec, TOPOLOGY } from '../testing/run-site.ts'
import { armNames } from '../workload/arm-names.ts'
import type { FlowSite } from './flow-site.ts'
import { logSource } from './log-source.ts'

/** Longer than the source is given by its mesh.yaml. */
const LATE_MS = 1500
const FLOWS = { source: 'a log', from: { log: { container: 'proxy' } }, lateMs: 100 }

const recordOf = (path: string) => ({
  authority: 'stock.back',
  downstream_local_address: '10.96.35.28:80',
  downstream_remote_address: '10.0.0.2:57530',
  duration: 14,
  method: 'GET',
  path,
  protocol: 'HTTP/1.1',
  requested_server_name: null,
  response_code: 200,
  response_code_details: 'via_upstream',
  response_flags: '-',
  start_time: new Date().toISOString(),
  upstream_cluster: 'outbound|80||stock.back.svc.cluster.local',
  upstream_host: '10.0.0.3:8080',
  upstream_local_address: '10.0.0.2:58202',
})

/** A cluster of one logged pod: each record is in the log only some time after its call. */
async function lateLog() {
  const written: { record: object; at: number }[] = []
  const server = createServer((_, response) => {
    const there = written.filter(({ at }) => at + LATE_MS <= Date.now())
    response.setHeader('Content-Type', 'text/plain')
    response.end(there.map(({ record }) => JSON.stringify(record)).join('\n'))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-log-'))
  onTestFinished(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  const call = async (path: string) => {
    // On the way in, and on the way out to stock.
    for (let record = 0; record < 2; record++) written.push({ record: recordOf(path), at: Date.now() })
    await sleep(20)
  }
  const pod = { service: 'orders', namespace: 'shop', pod: 'orders-0', node: 'node-1', address: '10.0.0.2' }
  const spec = armSpec('istio-sidecar')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const site = {
    api: connect([writeKubeconfig(folder, 'late', { server: url })]),
    names: armNames('2026-11-29T10-00-00-0000', spec, TOPOLOGY),
    topology: TOPOLOGY,
    pods: [{ ...pod, uid: '', containers: [] }],
    folder,
    after: [],
    sendPages: () => call('/one-more'),
  } as unknown as FlowSite
  return { site, call }
}

test('pages are read whole when their records come late, without the page that shows it', async () => {
  const { site, call } = await lateLog()
  const end = await logSource(site, FLOWS, FLOWS.from.log, true).begin()
  const from = new Date()
  for (const page of [1, 2, 3]) await call(`/page-${page}`)
  const { lines } = await end(from)
  const paths = lines.map((line) => /page-\d|one-more/.exec(JSON.stringify(line))?.[0])
  expect([...new Set(paths)].toSorted()).toEqual(['page-1', 'page-2', 'page-3'])
})
