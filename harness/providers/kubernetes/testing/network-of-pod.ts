/** For tests: removes and restores the rules that redirect a pod's outgoing packets to its sidecar. */
import { run } from '../../../system/command.ts'
import { inNetworkNamespace } from '../../../system/network-namespace.ts'

/** The rules were written with one of these backends; each backend lists only its own rules. */
const BACKENDS = ['nft', 'legacy'] as const

/**
 * Removes the redirection, so that packets leave the pod unchanged. Returns how to restore it.
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
