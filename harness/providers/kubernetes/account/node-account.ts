/** CPU and memory of an arm in a kind cluster, from the cgroup files of this machine, as on network namespaces. */
import { atWindowEnd } from '../../../arm/instrument.ts'
import { messageOf } from '../../../errors.ts'
import type { MemoryReading, Role } from '../../../results/record.ts'
import { hostAccount } from '../../../instruments/cpu/host-account.ts'
import { readMemory } from '../../../instruments/memory/memory.ts'
import type { WorkloadPod } from '../workload/workload-pods.ts'
import type { ArmAccount } from '../cluster.ts'
import type { RestingArms } from '../turns/resting-arms.ts'
import { podUnits, processesOf, type NodeUnit, type SharedUnits } from './node-units.ts'

const KERNEL_MEMORY = {
  bytes: {
    notMeasured:
      'the kernel of the whole machine keeps the rules and maps of a kind node, and does not say which node they belong to',
  },
  source: 'not read',
}

/** @param usesMesh whether the arm's calls pass the installed mesh: the mesh's components are then among the arm's units */
export function nodeAccount(
  nodes: Map<string, string>,
  shared: SharedUnits,
  pods: WorkloadPod[],
  usesMesh: boolean,
  resting: RestingArms,
): ArmAccount {
  const own = podUnits(nodes, pods)
  const units: NodeUnit[] = [...own, ...shared.cluster, ...(usesMesh ? shared.mesh : [])]
  return {
    ...resting.join(own.map(({ directory }) => directory)),
    units,
    instruments: { cpu: hostAccount(units), memory: atWindowEnd(() => memoryOf(units)) },
  }
}

/** A container that a node removes while its processes are listed takes its control group away; the reading is tried again. */
const ATTEMPTS = 4
/**
 * Nodes start and end short-lived processes all the time, such as probes, and a database has a process for each connection. Whether
 * their programs live is asked elsewhere.
 */
const WHOSE_PROCESSES_END: readonly Role[] = ['control-plane', 'app']

async function memoryOf(units: NodeUnit[]): Promise<MemoryReading> {
  let why = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const processes = units.flatMap((unit) =>
        processesOf(unit).map((pid) => ({
          pid,
          role: unit.role,
          mayEnd: WHOSE_PROCESSES_END.includes(unit.role),
        })),
      )
      return await readMemory(processes, KERNEL_MEMORY)
    } catch (error) {
      why = messageOf(error)
    }
  }
  return { notMeasured: why }
}
