/** Makes a scenario's attempts in an arm, each by a program of its own inside the pod of whoever tries. */
import type { MadeAttempt } from '../../../flows/attempts-made.ts'
import type { Attempt } from '../../../scenario/attempts.ts'
import { TARGET_PORT } from '../ports.ts'
import type { Order, Reported } from './order.ts'

/** An arm, as attempts see it. */
export interface AttemptSite {
  /** Whoever may try. */
  pods: readonly MadeAttempt['from'][]
  services: readonly TriedService[]
  /** Port at which the name of a service answers. */
  servicePort: number
  /** Runs an order in the pod of that name. @param what names the tries in messages */
  run: (pod: string, what: string, order: Order) => Promise<Reported[]>
}

export interface TriedService {
  name: string
  /** The name that a pod of any namespace asks for. */
  host: string
  podAddress: string
  /** At which its name answers, where that is not the address of its pod. */
  serviceAddress?: string
}

/**
 * Makes the attempts one after the other, and tells the truth about them.
 * @throws what `run` throws
 */
export async function makeAttempts(site: AttemptSite, attempts: readonly Attempt[]): Promise<MadeAttempt[]> {
  const made: MadeAttempt[] = []
  for (const attempt of attempts) made.push(...(await makeAttempt(site, attempt)))
  return made
}

interface Target {
  host: string
  port: number
  to: MadeAttempt['to']
}

function targetsOf({ services, servicePort }: AttemptSite, attempt: Attempt): Target[] {
  const { kind, from, to = '', port } = attempt
  if (kind === 'no-such-name')
    return [{ host: to, port: port ?? servicePort, to: { name: to, addresses: [] } }]
  const tried = services.filter(({ name }) => (kind === 'scan' ? name !== from : name === to))
  return tried.map(({ name, host, podAddress, serviceAddress }) =>
    kind === 'scan' || kind === 'straight'
      ? { host: podAddress, port: port ?? TARGET_PORT, to: { name, addresses: [podAddress] } }
      : {
          ...{ host, port: port ?? servicePort },
          to: { name, addresses: [podAddress, ...(serviceAddress === undefined ? [] : [serviceAddress])] },
        },
  )
}

async function makeAttempt(site: AttemptSite, attempt: Attempt): Promise<MadeAttempt[]> {
  const { name, kind, times, every, method = 'GET', path = '/' } = attempt
  const pod = site.pods.find((candidate) => candidate.name === attempt.from)
  if (!pod) throw new Error(`no pod ${attempt.from}: the scenario was not checked`)
  const targets = targetsOf(site, attempt)
  const request = kind === 'scan' || kind === 'connect' ? null : { method, path }
  const ask = request ?? (kind === 'scan' ? 'look' : 'database')
  const order: Order = {
    targets: targets.map(({ host, port }) => ({ host, port, ask })),
    times,
    everyMs: every,
  }
  const reported = await site.run(pod.name, `attempt ${name}`, order)
  return targets.map(({ host, port, to }, index) => ({
    ...{ name, kind, from: pod, to, dialled: host },
    // The port of a service leads to that of its pod.
    ports: port === site.servicePort && port !== TARGET_PORT ? [port, TARGET_PORT] : [port],
    request,
    tries: reported
      .filter(({ target }) => target === index)
      .map(({ at, tookMs, outcome }) => ({ at, tookMs, outcome })),
  }))
}
