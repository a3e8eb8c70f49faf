/** Proves whether requests are readable on the wire: sends a marker and looks for it in packets at the called pod. */
import { randomBytes } from 'node:crypto'
import { CLIENT, edgesOf } from '../../../scenario/topology.ts'
import type { Proof } from '../../../arm/claims.ts'
import { captureWire } from '../../../arm/wire-capture.ts'
import { execIn } from '../api/exec.ts'
import type { MeshProof } from '../mesh/proof-schema.ts'
import { APP_CONTAINER } from '../workload/manifests.ts'
import type { ArmProofSite } from './arm-proof-site.ts'

/** A program that sends one request with the marker and prints the status of the answer. */
const SEND = `const [host, port, marker] = process.argv.slice(1)
require('node:http').get({ host, port, headers: { 'x-hopbench-marker': marker } }, (answer) => {
  answer.resume().on('end', () => console.log(answer.statusCode))
}).on('error', (error) => console.log(error.code))`

/** No proofs where pods run on another machine, because packets can only be captured on this machine. */
export async function proveWire(
  site: ArmProofSite,
  { claim, readable }: Extract<MeshProof, { proof: 'wire' }>,
): Promise<Proof[]> {
  const callee = edgesOf(site.topology).find(({ from }) => from === CLIENT)!.to
  const at = site.pods.find(({ service }) => service === callee)!
  const client = site.pods.find(({ service }) => service === CLIENT)!
  if (site.inPodNetwork === null) return []
  const marker = `marker-${randomBytes(12).toString('hex')}`
  const host = site.names.hostOf(CLIENT, { call: callee })
  let status = ''
  // Captures on eth0, not on "any": on the loopback a proxy hands decrypted requests to its program.
  const wire = await captureWire(site.inPodNetwork(at), 'eth0', 'tcp', async () => {
    const command = ['node', '-e', SEND, host, String(site.servicePort), marker]
    status = (await execIn(site.api, { ...client, container: APP_CONTAINER }, command)).stdout
      .toString()
      .trim()
  })
  const seen = wire.saw(marker)
  return [
    {
      kind: 'wire',
      subject: { pod: callee },
      claim,
      where: `wire at the pod of ${callee}`,
      expected: { text: `200, marker ${readable ? 'seen' : 'not seen'}` },
      observed: {
        text: `${status}, marker ${seen ? 'seen' : 'not seen'} in ${wire.packets} packets`,
      },
      holds: status === '200' && wire.packets > 0 && seen === readable,
      source: 'tcpdump',
    },
  ]
}
