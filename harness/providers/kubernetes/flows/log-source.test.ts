/** Logs whose last records come late, as on a loaded machine, read through a server that answers as an API server does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

/** How late each record comes. */
const LATE_MS = 1500
/** The source is said to be late by less than it is. */
const FLOWS = { source: 'a log', from: { log: { container: 'proxy' } }, lateMs: 400 }
/** Connections that a load has left, each of which swallows the records of one call. */
const OLD_CONNECTIONS = 20

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

/** Of a connection of bytes, as a pool of a database closes them. */
const closedRecord = () => ({
  ...recordOf('-'),
  ...{ method: null, path: null, protocol: null, response_code: 0, authority: null },
})

/** A cluster of one logged pod: each record is in the log only some time after its call. */
async function lateLog(oldConnections = 0) {
  const written: { record: object; at: number }[] = []
  const server = createServer((_, response) => {
    const there = written.filter(({ at }) => at + LATE_MS <= Date.now())
    response.setHeader('Content-Type', 'text/plain')
    response.end(there.map(({ record }) => JSON.stringify(record)).join('\n'))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-log-'))
  writeFileSync(join(folder, 'nothing.yaml'), '')
  onTestFinished(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  let swallowed = 0
  const call = async (path: string) => {
    const isOld = swallowed++ < oldConnections
    // On the way in, and on the way out to stock.
    const records = [recordOf(path), ...(isOld ? [] : [recordOf(path)])]
    for (const record of records) written.push({ record, at: Date.now() })
    await sleep(20)
    return { completed: 1 }
  }
  const closeIdle = () => Promise.resolve(void written.push({ record: closedRecord(), at: Date.now() }))
  const pod = { service: 'orders', namespace: 'shop', pod: 'orders-0', node: 'node-1', address: '10.0.0.2' }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const site = {
    api: connect([writeKubeconfig(folder, 'late', { server: url })]),
    names: armNames('2026-11-29T10-00-00-0000', armSpec('istio-sidecar'), TOPOLOGY),
    topology: TOPOLOGY,
    pods: [{ ...pod, uid: '', containers: [] }],
    folder,
    after: [],
    closeIdle,
    sendPages: () => call('/one-more'),
  } as unknown as FlowSite
  return { site, call }
}

/** The pages that a look shows, of three that were made. */
async function shown(isOn: boolean, oldConnections = 0): Promise<string[]> {
  const { site, call } = await lateLog(oldConnections)
  const flows = isOn ? FLOWS : { ...FLOWS, enable: 'nothing.yaml' }
  const end = await logSource(site, flows, FLOWS.from.log, isOn).begin()
  const from = new Date()
  for (const page of [1, 2, 3]) await call(`/page-${page}`)
  const { lines } = await end(from)
  const requests = lines.filter((line) => JSON.stringify(line).includes('"REQUEST"'))
  return requests.map((line) => /page-\d|one-more/.exec(JSON.stringify(line))![0]).toSorted()
}

const ALL = ['page-1', 'page-1', 'page-2', 'page-2', 'page-3', 'page-3']

test('pages are read whole when their records come late, without the page that shows it', async () =>
  expect(await shown(true)).toEqual(ALL))

test('a look begins once no connection is left that is older than the log; closed connections are no calls', async () =>
  expect(await shown(false, OLD_CONNECTIONS)).toEqual(ALL))
