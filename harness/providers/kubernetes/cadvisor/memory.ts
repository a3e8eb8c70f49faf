/** The memory of an arm in a cluster whose nodes are reachable only through the Kubernetes API. */
import { messageOf } from '../../../errors.ts'
import { memoryByRole, noBytesByRole } from '../../../instruments/memory/by-role.ts'
import type { Memory, MemoryReading } from '../../../results/record.ts'
import type { AccountedContainer } from './updates.ts'
import { parseSamples, type CadvisorSample } from './parse-samples.ts'
import type { CadvisorSource } from './poll.ts'

/**
 * Sums anonymous memory and mapped files of every container, as of cAdvisor's last update, which is up to 20 s old.
 *
 * File pages are counted in another way than on netns, where each file counts once per arm. Here the kernel charges a page to
 * the control group that read it first, however many groups map it. Example from a kind node: of two containers that ran node,
 * 45 MB of file pages were charged to the container runtime, which had unpacked the image.
 * @param kernel the memory of kernel tables and maps, if the caller knows it
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
  const bytes = noBytesByRole()
  for (const container of containers) {
    const samples = answers.find(({ node }) => node === container.node)?.samples ?? []
    const anonymous = newest(samples, container, 'container_memory_rss')
    const mapped = newest(samples, container, 'container_memory_mapped_file')
    if (anonymous === null || mapped === null) {
      const { namespace, pod, unit, role } = container
      const name = `${container.container} of ${namespace}/${pod} (${unit}/${role})`
      return { notMeasured: `cAdvisor reports no memory of ${name}` }
    }
    bytes[container.role] += anonymous + mapped
  }
  return {
    ...memoryByRole(bytes),
    method: 'cadvisor',
    ...kernel,
  }
}

/** The newest sample of a container. After a restart cAdvisor reports both containers for a while, and no longer updates the dead one. */
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
