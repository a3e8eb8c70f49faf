/** Memory of an arm where only the Kubernetes API can be asked. */
import type { Role } from '../../../arm/arm.ts'
import { messageOf } from '../../../errors.ts'
import type { Memory, MemoryReading } from '../../../results/record.ts'
import type { AccountedContainer } from './updates.ts'
import { parseSamples, type CadvisorSample } from './parse-samples.ts'
import type { CadvisorSource } from './poll.ts'

/**
 * Where a page of a file is counted differs from the account of netns, which has each file once per arm: the kernel charges
 * it to the control group that read it first, however many map it. Seen on a kind node: two containers ran node, 45 MB of whose
 * file pages were the container runtime's, which had unpacked the image.
 */
/**
 * Anonymous memory plus mapped files of every container, as of its last update, up to 20 s ago.
 * `kernel` is what the caller knows of tables and maps.
 */
export async function cadvisorMemory({
  nodes,
  readText,
  containers,
  kernel,
}: CadvisorSource & {
  containers: AccountedContainer[]
  kernel: Pick<Memory, 'kernelBytes' | 'kernelSource'>
}): Promise<MemoryReading> {
  try {
    const answers = await Promise.all(
      nodes.map(async (node) => ({ node, samples: parseSamples(await readText(node)) })),
    )
    return sumMemory(answers, containers, kernel)
  } catch (error) {
    return { notMeasured: `cAdvisor did not answer: ${messageOf(error)}` }
  }
}

function sumMemory(
  answers: { node: string; samples: CadvisorSample[] }[],
  containers: AccountedContainer[],
  kernel: Pick<Memory, 'kernelBytes' | 'kernelSource'>,
): MemoryReading {
  const bytes: Record<Role, number> = { client: 0, app: 0, proxy: 0, agent: 0, 'control-plane': 0 }
  for (const container of containers) {
    const samples = answers.find(({ node }) => node === container.node)?.samples ?? []
    const anonymous = newest(samples, container, 'container_memory_rss')
    const mapped = newest(samples, container, 'container_memory_mapped_file')
    if (anonymous === null || mapped === null) {
      const { namespace, pod, unit, role } = container
      const who = `${container.container} of ${namespace}/${pod} (${unit}/${role})`
      return { notMeasured: `cAdvisor tells no memory of ${who}` }
    }
    bytes[container.role] += anonymous + mapped
  }
  return {
    clientBytes: bytes.client,
    appBytes: bytes.app,
    proxyBytes: bytes.proxy,
    agentBytes: bytes.agent,
    controlPlaneBytes: bytes['control-plane'],
    method: 'cadvisor',
    ...kernel,
  }
}

/** A container that was started anew may be told of twice for a while: the dead one is not updated any more. */
function newest(
  samples: CadvisorSample[],
  { namespace, pod, container }: AccountedContainer,
  metric: CadvisorSample['metric'],
): number | null {
  const found = samples
    .filter((sample) => sample.metric === metric)
    .filter(
      (sample) => sample.namespace === namespace && sample.pod === pod && sample.container === container,
    )
    .sort((a, b) => (b.timestampMs ?? 0) - (a.timestampMs ?? 0))
  return found[0]?.value ?? null
}
