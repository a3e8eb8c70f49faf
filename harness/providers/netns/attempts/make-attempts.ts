/** Makes a scenario's attempts on a node, each by a program of its own inside the pod of whoever tries. */
import type { MadeAttempt } from '../../../flows/attempts-made.ts'
import type { Attempt } from '../../../scenario/attempts.ts'
import { TARGET_PORT, type NodeSite } from '../datapath.ts'
import type { Pod } from '../node/pod.ts'
import type { Order } from '../../shared/attempts/order.ts'
import { runOrder } from './run-order.ts'

/**
 * Makes the attempts one after the other, and tells the truth about them.
 * @param servicePort port at which the name of a service answers
 * @throws BenchError when a program could not try, with its last output lines
 */
export async function makeAttempts(
  site: NodeSite,
  servicePort: number,
  attempts: readonly Attempt[],
): Promise<MadeAttempt[]> {
  const made: MadeAttempt[] = []
  for (const attempt of attempts) {
    const pod = site.pods.find(({ name }) => name === attempt.from)
    if (!pod) throw new Error(`no pod ${attempt.from}: the scenario was not checked`)
    made.push(...(await makeAttempt(site, servicePort, pod, attempt)))
  }
  return made
}

interface Target {
  host: string
  port: number
  to: MadeAttempt['to']
}

function targetsOf(site: NodeSite, servicePort: number, attempt: Attempt): Target[] {
  const { kind, from, to = '', port } = attempt
  if (kind === 'no-such-name')
    return [{ host: to, port: port ?? servicePort, to: { name: to, addresses: [] } }]
  const services = site.services.filter(({ name }) => (kind === 'scan' ? name !== from : name === to))
  return services.map(({ name, namespace, vip, pod: { address } }) =>
    kind === 'scan' || kind === 'straight'
      ? { host: address, port: port ?? TARGET_PORT, to: { name, addresses: [address] } }
      : { host: `${name}.${namespace}`, port: port ?? servicePort, to: { name, addresses: [address, vip] } },
  )
}

async function makeAttempt(
  site: NodeSite,
  servicePort: number,
  pod: Pod,
  attempt: Attempt,
): Promise<MadeAttempt[]> {
  const { name, kind, times, every, method = 'GET', path = '/' } = attempt
  const targets = targetsOf(site, servicePort, attempt)
  const request = kind === 'scan' || kind === 'connect' ? null : { method, path }
  const ask = request ?? (kind === 'scan' ? 'look' : 'database')
  const order: Order = {
    targets: targets.map(({ host, port }) => ({ host, port, ask })),
    times,
    everyMs: every,
  }
  const reported = await runOrder(site, pod, `attempt ${name}`, order)
  return targets.map(({ host, port, to }, index) => ({
    name,
    kind,
    from: { name: pod.name, namespace: pod.namespace, address: pod.address },
    to,
    dialled: host,
    // The port of a service leads to that of its pod.
    ports: port === servicePort && port !== TARGET_PORT ? [port, TARGET_PORT] : [port],
    request,
    tries: reported
      .filter(({ target }) => target === index)
      .map(({ at, tookMs, outcome }) => ({ at, tookMs, outcome })),
  }))
}
