/** For tests: runs some lines of JavaScript as a program of a pod, in the pod's cgroup and namespaces. */
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { NodeSite } from '../../../datapath.ts'
import type { Pod } from '../../../node/pod.ts'
import { startInPod } from '../../../node/process.ts'

/** Runs the script to its end and returns what it printed. */
export async function runInPod(site: NodeSite, pod: Pod, script: string): Promise<string> {
  const program = await startInPod({
    pod,
    role: 'app',
    title: 'script of a test',
    command: [process.execPath, '-e', script],
    logFile: join(site.runtimeDir, pod.name, 'script.log'),
    conversation: true,
  })
  program.child.stdin?.end()
  const printed = await text(program.child.stdout)
  await program.child
  return printed.trim() + program.lastLines()
}
