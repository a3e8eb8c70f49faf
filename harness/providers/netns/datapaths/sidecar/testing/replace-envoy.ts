/** For tests: restarts the Envoy of a pod with another configuration. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodeSite } from '../../../datapath.ts'
import type { Message } from '../../../envoy/config/message.ts'
import { endEnvoy, makeProxyDirectory, startEnvoy, waitUntilReady } from '../../../envoy/envoy.ts'

/** Ends the Envoy of a service's pod and starts another, with a changed copy of the pod's original configuration. */
export async function replaceEnvoy(
  site: NodeSite,
  service: string,
  change: (config: Message) => Message,
): Promise<void> {
  const { pod } = site.services.find(({ name }) => name === service)!
  const kept = join(site.configDir, `envoy-${service}.json`)
  const original = await readFile(kept, 'utf8')
  const directory = await makeProxyDirectory(site, pod)
  await endEnvoy(pod, directory)
  await waitUntilReady(await startEnvoy(site, pod, directory, change(JSON.parse(original) as Message)))
  // startEnvoy stores the configuration that it starts with. Restore the original one, so that the next change begins with it.
  await writeFile(kept, original)
}
