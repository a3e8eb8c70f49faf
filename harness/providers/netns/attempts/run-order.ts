/** Runs an order of tries by a program of its own inside a pod. */
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { BenchError } from '../../../errors.ts'
import type { NodeSite } from '../datapath.ts'
import { nodeCommand, nodeEnvironment } from '../node/node-program.ts'
import type { Pod } from '../node/pod.ts'
import { startInPod } from '../node/process.ts'
import type { Order, Reported } from '../../shared/attempts/order.ts'
import { readReported } from '../../shared/attempts/read-reported.ts'

const PROGRAM = fileURLToPath(new URL('../../shared/attempts/attempt-program.ts', import.meta.url))

/**
 * Returns how each try ended, in the order in which they began.
 * @param what names the tries in messages
 * @throws BenchError when the program could not try, with its last output lines
 */
export async function runOrder(site: NodeSite, pod: Pod, what: string, order: Order): Promise<Reported[]> {
  const title = `${what} of ${pod.name}`
  const program = await startInPod({
    pod,
    role: 'app',
    title,
    command: nodeCommand(PROGRAM),
    env: nodeEnvironment(site),
    logFile: join(site.logDir, `${pod.name}.attempts.log`),
    conversation: true,
  })
  program.child.stdin?.end(JSON.stringify(order))
  const output = await text(program.child.stdout)
  await program.child
  const { reported, expected } = readReported(output, order)
  if (reported.length === expected) return reported
  throw new BenchError(
    `${title} told of ${reported.length} of ${expected} tries, and ${program.ended() ?? 'ended'}${program.lastLines() && `; its last lines:\n${program.lastLines()}`}`,
    `see ${join(site.logDir, `${pod.name}.attempts.log`)}`,
  )
}
