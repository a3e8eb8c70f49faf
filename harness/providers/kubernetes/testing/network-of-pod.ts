/** For tests: the redirection of what a pod sends to its sidecar, taken away and put back. */
import { run } from '../../../system/command.ts'
import { inNetworkNamespace } from '../../../system/network-namespace.ts'

/** Whoever wrote the rules has used one of the two; each sees only its own. */
const BACKENDS = ['nft', 'legacy'] as const

/**
 * What the pod sends goes out as it is from now on; returns how to put the redirection back.
 * @param pid a process of the pod
 */
export async function flushOutgoing(pid: number): Promise<() => Promise<unknown>> {
  const inside = (command: string, args: string[], input?: string) =>
    run(
      ...inNetworkNamespace(`/proc/${pid}/ns/net`, [command, ...args]),
      input === undefined ? {} : { input },
    )
  for (const backend of BACKENDS) {
    const saved = await inside(`iptables-${backend}-save`, ['-t', 'nat'])
    if (!saved.includes('REDIRECT')) continue
    await inside(`iptables-${backend}`, ['-t', 'nat', '-F', 'OUTPUT'])
    return () => inside(`iptables-${backend}-restore`, [], `${saved}\n`)
  }
  throw new Error('no rule redirects anything in this pod')
}
