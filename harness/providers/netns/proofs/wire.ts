/** Proves whether the client's requests can be read between the pods. */
import { randomBytes } from 'node:crypto'
import { captureWire } from '../../../arm/wire-capture.ts'
import { queryEdgesOf } from '../../../scenario/queries.ts'
import { edgesOf } from '../../../scenario/topology.ts'
import { netnsPath } from '../../../system/network-namespace.ts'
import {
  DATABASE_PORT,
  SERVICE_PORT,
  TARGET_PORT,
  type NodeSite,
  type Probes,
  type Proof,
} from '../datapath.ts'
import { hostNameOf } from '../envoy/istio.ts'
import { tryFrom } from './attempts.ts'

/** Sends a marker from the client through the mesh, and looks for the marker on the node's end of every veth. */
export async function proveWire(site: NodeSite, hidden: boolean): Promise<Proof> {
  const callee = edgesOf(site.topology).find(({ from }) => from === site.client.name)?.to
  const service = site.services.find(({ name }) => name === callee) ?? site.services[0]!
  const marker = `marker-${randomBytes(12).toString('hex')}`
  let outcome = ''
  const wire = await captureWire(netnsPath(site.netns), 'any', `tcp and port ${TARGET_PORT}`, async () => {
    const attempt = {
      address: service.vip,
      port: SERVICE_PORT,
      host: hostNameOf(service),
      headers: { 'x-hopbench-marker': marker },
    }
    ;[outcome = ''] = await tryFrom(site.client, 'program', [attempt])
  })
  // Every hop of the page must be encrypted; a request line in plaintext would come from a hop that is not.
  const seen = wire.saw(marker) || (hidden && wire.saw(' HTTP/1.1\r\n'))
  return {
    kind: 'wire',
    subject: { pod: service.name },
    claim: hidden
      ? 'what is sent cannot be read between the pods'
      : 'what is sent can be read between the pods',
    where: `node side of every veth, a call of ${service.name}`,
    expected: {
      text: hidden ? 'HTTP 200, neither marker nor any request line seen' : 'HTTP 200, marker seen',
    },
    observed: { text: `${outcome}, ${seen ? 'seen' : 'not seen'} in ${wire.packets} packets` },
    holds: outcome === 'HTTP 200' && wire.packets > 0 && seen !== hidden,
    source: 'tcpdump',
  }
}

/** Lets a service send a marker to the database that it queries, and looks for it in the same place; nothing without databases. */
export async function proveDatabaseWire(site: NodeSite, probes: Probes, hidden: boolean): Promise<Proof[]> {
  const [edge] = queryEdgesOf(site.topology)
  if (!edge) return []
  const { from, to } = edge
  const database = site.databases.find(({ name }) => name === to)!
  const marker = `marker-${randomBytes(12).toString('hex')}`
  let outcome = ''
  const wire = await captureWire(netnsPath(site.netns), 'any', `tcp and port ${DATABASE_PORT}`, async () => {
    outcome = await probes.database(from, `${to}.${database.namespace}`, marker)
  })
  const seen = wire.saw(marker) || (hidden && wire.saw('SELECT '))
  return [
    {
      kind: 'wire',
      subject: { from, to },
      claim: hidden ? 'a query cannot be read between the pods' : 'a query can be read between the pods',
      where: `node side of every veth, a query of ${to} by ${from}`,
      expected: {
        text: hidden ? 'answered, neither marker nor any query seen' : 'answered, marker seen',
      },
      observed: { text: `${outcome}, ${seen ? 'seen' : 'not seen'} in ${wire.packets} packets` },
      holds: outcome === 'answered' && wire.packets > 0 && seen !== hidden,
      source: 'tcpdump',
    },
  ]
}
