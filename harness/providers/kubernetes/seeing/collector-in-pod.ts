/** A program of ours in a pod of its own that takes in what proxies make visible. It stands for a server that a mesh has elsewhere. */
import { BenchError } from '../../../errors.ts'
import { converse } from '../../../system/line-program.ts'
import { startExec } from '../api/exec.ts'
import type { ArmProofSite } from '../proofs/arm-proof-site.ts'
import { APP_CONTAINER, collectorProgram, COLLECTOR } from '../workload/manifests.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'

/** A question goes through the API server and a kubelet, which a loaded machine keeps waiting. */
const ANSWERS_WITHIN_MS = 15_000

export interface CollectorInPod<Answers extends Record<string, object>> {
  /** @throws BenchError when the collector refuses the command, does not answer or has ended */
  ask<Command extends keyof Answers & string>(command: Command): Promise<Answers[Command]>
  /** @throws BenchError with the collector's last output lines when it has ended */
  assertAlive: () => void
  close: () => void
}

/**
 * Resolves when it is ready.
 * @param file of the program, in shared/collectors
 * @throws BenchError when it ends or does not answer
 */
export async function collectorInPod<Answers extends Record<string, object>>(
  { api, pods }: Pick<ArmProofSite, 'api' | 'pods'>,
  file: string,
  argumentsFor: (pod: WorkloadPod) => string[],
): Promise<CollectorInPod<Answers>> {
  const pod = pods.find(({ service }) => service === COLLECTOR)
  if (!pod) throw new Error('the arm was raised without a pod that counts')
  const title = `${file} in ${pod.namespace}/${pod.pod}`
  const where = { namespace: pod.namespace, pod: pod.pod, container: APP_CONTAINER }
  const exec = await startExec(api, where, collectorProgram(file, argumentsFor(pod)))
  let end: string | null = null
  const ended = exec.ended.then((how) => (end = how))
  const assertAlive = () => {
    if (end !== null)
      throw new BenchError(
        `${title} ${end}. Its last lines: ${exec.lastLines() || '(none)'}`,
        'the arm is raised again for the next trial',
      )
  }
  const conversation = converse(
    { title, stdin: exec.stdin, stdout: exec.stdout, ended, assertAlive },
    {
      withinMs: ANSWERS_WITHIN_MS,
      ifLate: 'its arm may be frozen: readings are taken while an arm is thawed',
      ifRefused: 'the log of the proxy that is named may show why',
    },
  )
  await conversation.ready()
  return {
    async ask<Command extends keyof Answers & string>(command: Command) {
      const [answer] = await conversation.exchange([command])
      return answer as unknown as Answers[Command]
    },
    assertAlive,
    close: () => exec.close(),
  }
}
